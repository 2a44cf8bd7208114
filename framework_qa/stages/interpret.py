"""Interpret: choose quotes for print, and write what a group of cases comes to."""
