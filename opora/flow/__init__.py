"""The main street: somebody writes, somebody decides, time passes. Read `arrive`, `act`, `tick` in this order."""
