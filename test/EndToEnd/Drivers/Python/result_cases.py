"""How results are told and read: columns, several results, unbuffered cursors, warnings."""

from casebook import Casebook

book = Casebook()

TEN_THOUSAND = "SELECT seq, REPEAT('x', seq %% 500) FROM seq_1_to_10000"


@book.case("columns tell their name, type, length and whether they may be NULL")
def descriptions(t):
    t.table("a INT NOT NULL, b VARCHAR(20), c DECIMAL(10, 3), d BLOB, e DATETIME(6), f TEXT, g BIT(9)")
    with t.cursor() as cursor:
        cursor.execute("SELECT *, a + 1 AS sum, COUNT(*) OVER () AS `odd name`, 'x' FROM t")
        for column in cursor.description:
            t.note(column)


@book.case("a result without rows still has columns")
def empty_result(t):
    t.table("a INT, b INT")
    with t.cursor() as cursor:
        t.note(cursor.execute("SELECT * FROM t"), cursor.fetchone(), cursor.fetchall(), [c[0] for c in cursor.description])


@book.case("rows are fetched one by one, in portions and all")
def fetching(t):
    with t.cursor() as cursor:
        cursor.execute("SELECT seq FROM seq_1_to_10")
        t.note(cursor.rowcount, cursor.fetchone(), cursor.fetchmany(3), cursor.rownumber)
        cursor.scroll(2)
        t.note(cursor.fetchone())
        cursor.scroll(0, mode="absolute")
        t.note(cursor.fetchall(), cursor.fetchone())


@book.case("rows as dictionaries")
def dictionaries(t):
    with t.cursor(kind="dict") as cursor:
        cursor.execute("SELECT 1 AS a, 'x' AS b UNION SELECT 2, NULL")
        for row in cursor.fetchall():
            t.note(row)


@book.case("an unbuffered cursor reads row by row")
def unbuffered(t):
    with t.cursor(kind="unbuffered") as cursor:
        cursor.execute(TEN_THOUSAND, ())
        t.note(cursor.fetchone(), cursor.fetchmany(3))
        rest = cursor.fetchall()
        t.note(len(rest), sum(row[0] for row in rest), sum(len(row[1]) for row in rest))
    t.run("SELECT 'the connection goes on'")


@book.case("an unbuffered cursor that ends early leaves the connection usable")
def unbuffered_early_end(t):
    with t.cursor(kind="unbuffered") as cursor:
        cursor.execute(TEN_THOUSAND, ())
        t.note(cursor.fetchone())
    t.run("SELECT 'the connection goes on'")


@book.case("an unbuffered cursor of dictionaries")
def unbuffered_dictionaries(t):
    with t.cursor(kind="unbuffered dict") as cursor:
        cursor.execute("SELECT seq AS a, seq * 2 AS b FROM seq_1_to_3")
        for row in cursor:
            t.note(row)


@book.case("an unbuffered result far larger than the socket's buffers, read with pauses for other work")
def unbuffered_large(t):
    other = t.connect()
    with t.cursor(kind="unbuffered") as cursor:
        cursor.execute("SELECT seq, REPEAT('y', 100000) FROM seq_1_to_200")
        total = count = 0
        for row in cursor:
            count += 1
            total += len(row[1])
            if count % 50 == 0:
                # Another session is served while this one holds back.
                t.note(count, t.do("SELECT %s + 1", (count,), on=other))
        t.note(count, total)


@book.case("several results of one text")
def several_results(t):
    connection = t.connect(multi_statements=True)
    t.do("CREATE OR REPLACE TABLE t (a INT)")
    with t.cursor(connection) as cursor:
        cursor.execute("INSERT INTO t VALUES (1), (2); SELECT * FROM t; UPDATE t SET a = 7; SELECT COUNT(*) FROM t WHERE a = 7")
        more = True
        while more:
            t.note(cursor.rowcount, cursor.description and cursor.description[0][0],
                   cursor.fetchall() if cursor.description else None)
            more = cursor.nextset()
        t.note(more)


@book.case("an error in the middle of several statements ends them")
def several_results_error(t):
    connection = t.connect(multi_statements=True)
    t.do("CREATE OR REPLACE TABLE t (a INT)")
    with t.cursor(connection) as cursor:
        cursor.execute("SELECT 1; INSERT INTO t VALUES (5); SELECT * FROM missing; INSERT INTO t VALUES (6)")
        t.note(cursor.fetchall(), cursor.nextset())
        t.fails_in(cursor.nextset)
    t.run("SELECT * FROM t", on=connection)


@book.case("several statements are refused without the option")
def multi_statements_off(t):
    connection = t.connect(multi_statements=False)
    t.fails("SELECT 1; SELECT 2", on=connection)
    t.run("SELECT 'goes on'", on=connection)


@book.case("results that nobody reads are skipped")
def skipped_results(t):
    connection = t.connect(multi_statements=True)
    with t.cursor(connection) as cursor:
        cursor.execute("SELECT 1; SELECT 2; SELECT 3")
    t.run("SELECT 'goes on'", on=connection)


@book.case("a procedure returns several results and its parameters")
def procedures(t):
    t.do("CREATE OR REPLACE PROCEDURE p(IN a INT, INOUT b INT, OUT c VARCHAR(20)) "
         "BEGIN SELECT a AS first; SET b = b + a, c = CONCAT('c', a); SELECT b, c; END")
    with t.cursor() as cursor:
        cursor.callproc("p", (5, 6, None))
        t.note(cursor.fetchall())
        while cursor.nextset():
            t.note(cursor.fetchall() if cursor.description else "no columns")
    t.run("SELECT @_p_0, @_p_1, @_p_2")


@book.case("a procedure that fails between its results")
def failing_procedure(t):
    t.do("CREATE OR REPLACE PROCEDURE p() BEGIN SELECT 1; SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 5555, "
         "MESSAGE_TEXT = 'half way'; SELECT 2; END")
    with t.cursor() as cursor:
        cursor.execute("CALL p()")
        t.note(cursor.fetchall())
        t.fails_in(cursor.nextset)
    t.run("SELECT 'goes on'")


@book.case("an error after some rows of a result")
def error_after_rows(t):
    t.do("CREATE OR REPLACE TABLE t (a INT)")
    t.do("INSERT INTO t SELECT seq FROM seq_1_to_1000")
    t.do("CREATE OR REPLACE FUNCTION f(x INT) RETURNS INT NO SQL BEGIN IF x = 900 THEN SIGNAL SQLSTATE '45000' "
         "SET MESSAGE_TEXT = 'row 900'; END IF; RETURN x; END")

    def read():
        with t.cursor(kind="unbuffered") as cursor:
            cursor.execute("SELECT f(a), REPEAT('z', 1000) FROM t")
            cursor.fetchall()

    t.fails_in(read)
    t.run("SELECT 'goes on'")


@book.case("warnings are counted and shown, behind the statement that gave them")
def warnings(t):
    t.do("SET sql_mode = ''")
    t.table("a TINYINT, b VARCHAR(3)")
    t.run("INSERT INTO t VALUES (300, 'long text')")
    t.run("SHOW WARNINGS")
    t.run("SELECT CAST('12x' AS SIGNED)")
    t.run("SHOW COUNT(*) WARNINGS")
    t.run("SHOW WARNINGS")


@book.case("GET DIAGNOSTICS sees the statement before")
def diagnostics(t):
    t.do("SET sql_mode = ''")
    t.run("SELECT CAST('x' AS SIGNED)")
    t.do("GET DIAGNOSTICS @n = NUMBER")
    t.do("GET DIAGNOSTICS CONDITION 1 @m = MESSAGE_TEXT")
    t.run("SELECT @n, @m")


@book.case("FOUND_ROWS and ROW_COUNT belong to the statement before")
def counts_before(t):
    t.table("a INT", [(1,), (2,), (3,)])
    t.run("SELECT SQL_CALC_FOUND_ROWS a FROM t LIMIT 1")
    t.run("SELECT FOUND_ROWS()")
    t.run("UPDATE t SET a = a + 1 WHERE a > 1")
    t.run("SELECT ROW_COUNT()")
