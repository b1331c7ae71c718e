"""Connects, writes and reads by PyMySQL or mysqlclient, whichever is named."""
import importlib
import os
import sys

driver = importlib.import_module(sys.argv[1])
connection = driver.connect(
    host=os.environ["DB_HOST"], port=int(os.environ["DB_PORT"]), user=os.environ["DB_USER"],
    password=os.environ["DB_PASSWORD"], database=os.environ["DB_NAME"], charset="utf8mb4")
with connection.cursor() as cursor:
    cursor.execute("INSERT INTO visit (name) VALUES (%s)", (sys.argv[1],))
    connection.commit()
    cursor.execute("SELECT name FROM visit WHERE id = LAST_INSERT_ID()")
    print(cursor.fetchone()[0])
connection.close()
