"""The chapter of one theme: what it says, the tables behind it, and the Word document that holds it."""
