package main

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/go-sql-driver/mysql"
)

var background = context.Background()

// Prepared statements as such, counts and ids.
func addStatementCases() {
	add("A statement executed again with other types", func(l *lines) {
		s := open(l)
		defer s.close()
		statement := s.prepare("SELECT ?, ? IS NULL")
		defer statement.Close()
		for _, values := range [][]interface{}{{1, nil}, {"text", 2.5}, {nil, "x"}, {[]byte{1, 2}, true}, {uint64(1) << 63, int8(-1)}} {
			s.rowsOf(statement, values...)
		}
	})
	add("A statement executed a thousand times", func(l *lines) {
		s := open(l, "CREATE OR REPLACE TABLE many (id INT PRIMARY KEY, v VARCHAR(20))")
		defer s.close()
		statement := s.prepare("INSERT INTO many VALUES (?, ?)")
		for n := 0; n < 1000; n++ {
			_, err := statement.Exec(n, fmt.Sprint("v", n))
			must(err)
		}
		must(statement.Close())
		s.rows("SELECT COUNT(*), SUM(id), MAX(v) FROM many WHERE id >= ?", 0)
	})
	add("Two hundred statements open at once", func(l *lines) {
		s := open(l)
		defer s.close()
		var statements []*sql.Stmt
		for n := 0; n < 200; n++ {
			statements = append(statements, s.prepare(fmt.Sprintf("SELECT %d * ?", n)))
		}
		var sum, value int
		for n := len(statements) - 1; n >= 0; n -= 2 {
			must(statements[n].QueryRow(3).Scan(&value))
			sum += value
			must(statements[n].Close())
		}
		for n := 0; n < len(statements); n += 2 {
			must(statements[n].QueryRow(3).Scan(&value))
			sum += value
		}
		l.add("%d", sum)
	})
	add("Statements prepared and closed 200 times", func(l *lines) {
		s := open(l)
		defer s.close()
		var value, sum int
		for n := 0; n < 200; n++ {
			statement := s.prepare(fmt.Sprintf("SELECT %d + ?", n))
			must(statement.QueryRow(1).Scan(&value))
			must(statement.Close())
			sum += value
		}
		l.add("%d", sum)
	})
	add("A closed statement cannot be executed", func(l *lines) {
		s := open(l)
		defer s.close()
		statement := s.prepare("SELECT 1")
		must(statement.Close())
		_, err := statement.Exec()
		s.addError("execute", err)
		s.rows("SELECT 2")
	})
	add("A wrong number of parameters", func(l *lines) {
		s := open(l)
		defer s.close()
		s.fails("SELECT ?, ?", 1)
		s.fails("SELECT ?, ?", 1, 2, 3)
		s.rows("SELECT ?, ?", 1, 2)
	})
	add("Affected rows and insert ids in both protocols", func(l *lines) {
		s := open(l, "CREATE OR REPLACE TABLE ids (id INT PRIMARY KEY AUTO_INCREMENT, v INT UNIQUE)")
		defer s.close()
		s.count("INSERT INTO ids (v) VALUES (1), (2)")
		s.count("INSERT INTO ids (v) VALUES (?), (?)", 3, 4)
		s.count("UPDATE ids SET v = v + 10 WHERE v > ?", 2)
		s.count("UPDATE ids SET v = v")
		s.count("REPLACE INTO ids VALUES (1, ?)", 99)
		s.count("INSERT INTO ids (v) VALUES (?) ON DUPLICATE KEY UPDATE v = v + 1, id = LAST_INSERT_ID(id)", 99)
		s.count("DELETE FROM ids WHERE v > ?", 5)
		s.count("INSERT INTO ids VALUES (?, 5)", 1000000)
	})
	add("Rows found in place of rows changed", func(l *lines) {
		for _, found := range []bool{false, true} {
			s := openWith(l, func(c *mysql.Config) { c.ClientFoundRows = found }, "CREATE OR REPLACE TABLE found (v INT)", "INSERT INTO found VALUES (1), (2)")
			s.count("UPDATE found SET v = 1")
			s.count("UPDATE found SET v = ?", 1)
			s.close()
		}
	})
	add("Rows returned by a write", func(l *lines) {
		s := open(l, "CREATE OR REPLACE TABLE ret (id INT PRIMARY KEY AUTO_INCREMENT, v INT)")
		defer s.close()
		s.rows("INSERT INTO ret (v) VALUES (?), (?) RETURNING id, v", 5, 6)
		s.rows("DELETE FROM ret WHERE v = ? RETURNING *", 5)
	})
	add("A table that changes under a statement", func(l *lines) {
		s := open(l, "CREATE OR REPLACE TABLE alt (a INT)", "INSERT INTO alt VALUES (1)")
		defer s.close()
		statement := s.prepare("SELECT * FROM alt WHERE a <> ?")
		s.rowsOf(statement, 5)
		s.exec("ALTER TABLE alt MODIFY a VARCHAR(9), ADD b INT DEFAULT 7")
		s.rowsOf(statement, "y")
	})
	add("A statement of the pool is prepared on each of its connections", func(l *lines) {
		s := open(l)
		defer s.close()
		statement, err := s.db.Prepare("SELECT ? + 1")
		must(err)
		var held []*sql.Rows
		for n := 0; n < 5; n++ {
			result, err := statement.Query(n)
			must(err)
			held = append(held, result)
		}
		for _, result := range held {
			must(s.addRows(result))
		}
		must(statement.Close())
	})
	add("Statements of many kinds prepared", func(l *lines) {
		s := open(l, "CREATE OR REPLACE TABLE k (id INT)")
		defer s.close()
		for _, text := range []string{"SET @a = ?", "DO SLEEP(0 * ?)", "INSERT INTO k VALUES (?)", "DELETE FROM k WHERE id = ?"} {
			s.count(text, 5)
		}
		for _, text := range []string{"SHOW TABLES LIKE 'k'", "DESCRIBE k", "CREATE OR REPLACE TABLE k (v INT)", "BEGIN", "COMMIT", "SELECT @a"} {
			statement := s.prepare(text)
			s.rowsOf(statement)
			must(statement.Close())
		}
	})
	add("Text PREPARE beside the binary protocol", func(l *lines) {
		s := open(l, "PREPARE p FROM 'SELECT ? * 2'", "SET @v = 21")
		defer s.close()
		s.rows("EXECUTE p USING @v")
		s.rows("SELECT ? * 3", 5)
		s.exec("DEALLOCATE PREPARE p")
		s.fails("EXECUTE p USING @v")
	})
}
