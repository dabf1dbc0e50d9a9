"""Alembic's folder: ``env.py`` and one file per version of the tables. Part of the package, so that it is installed.

A new version: change ``monitor/store/tables``, then
``MONITOR_DATABASE=sqlite:////tmp/scratch.sqlite3 alembic -c migrations/alembic.ini revision --autogenerate \
--rev-id 0002 -m "what it is for"``, read what came out, and run the tests of the store on both databases.
"""
