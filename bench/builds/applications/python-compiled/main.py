import psycopg2

print("Hello", psycopg2.__libpq_version__ > 0, "libpq")
