"""One mechanism of leases: a backend of the django-tasks API, and claims of rows that are due."""
