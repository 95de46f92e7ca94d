"""`manage.py up`: the whole service on one machine, under one supervisor that never imports Django."""
