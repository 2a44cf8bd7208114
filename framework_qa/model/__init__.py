"""The words of the method: frozen values, standard library only, no input or output."""
