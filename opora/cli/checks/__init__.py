"""What stands in the way of this desk: its settings, machine, database, mail, people. Each check is a function."""
