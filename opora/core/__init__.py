"""The rules of Opora, pure: standard library only, no Django, no system clock, no input or output."""
