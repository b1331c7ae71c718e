package main

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

// Results: text rows, columns, several results, early ends.
func addResultCases() {
	add("Text rows come as bytes", func(l *lines) {
		s := open(l)
		defer s.close()
		s.rows("SELECT 1, 'zwei', NULL, 3.50, 1e3, DATE'2024-02-29', x'00ff'")
	})
	add("Types of the columns in both protocols", func(l *lines) {
		s := open(l, "CREATE OR REPLACE TABLE types (a TINYINT UNSIGNED NOT NULL, b BIGINT, c DECIMAL(9,2), d DOUBLE, e DATETIME(6), f VARCHAR(9), g LONGBLOB, h JSON, i BIT(9), j ENUM('x'), k POINT)")
		defer s.close()
		for _, values := range [][]interface{}{nil, {1}} {
			text := "SELECT * FROM types"
			if values != nil {
				text += " WHERE ?"
			}
			result, err := s.QueryContext(background, text, values...)
			must(err)
			types, err := result.ColumnTypes()
			must(err)
			for _, t := range types {
				nullable, known := t.Nullable()
				precision, scale, decimal := t.DecimalSize()
				l.add("%s %s %v nullable %v %v decimal %v %v %v", t.Name(), t.DatabaseTypeName(), t.ScanType(), nullable, known, precision, scale, decimal)
			}
			result.Close()
		}
	})
	add("Names of the columns with their tables", func(l *lines) {
		s := openWith(l, func(c *mysql.Config) { c.ColumnsWithAlias = true }, "CREATE OR REPLACE TABLE al (id INT)", "INSERT INTO al VALUES (1)")
		defer s.close()
		result, err := s.QueryContext(background, "SELECT a.id, b.id AS other FROM al a JOIN al b")
		must(err)
		columns, err := result.Columns()
		must(err)
		l.add("%v", columns)
		must(s.addRows(result))
	})
	add("Rows that are not read to the end", func(l *lines) {
		s := open(l)
		defer s.close()
		for _, values := range [][]interface{}{nil, {0}} {
			text := "SELECT seq, REPEAT('x', 1000) FROM seq_1_to_20000"
			if values != nil {
				text += " WHERE seq > ?"
			}
			result, err := s.QueryContext(background, text, values...)
			must(err)
			result.Next()
			row, err := scan(result, 2)
			must(err)
			l.add(row)
			must(result.Close())
			s.rows("SELECT 'after', ?", 1)
		}
	})
	add("A hundred thousand rows in both protocols", func(l *lines) {
		s := open(l)
		defer s.close()
		for _, values := range [][]interface{}{nil, {0}} {
			text := "SELECT seq, MD5(seq), seq / 7 FROM seq_1_to_100000"
			if values != nil {
				text += " WHERE seq > ?"
			}
			result, err := s.QueryContext(background, text, values...)
			must(err)
			hash := sha256.New()
			var a, b, c string
			rows := 0
			for ; result.Next(); rows++ {
				must(result.Scan(&a, &b, &c))
				fmt.Fprintln(hash, a, b, c)
			}
			must(result.Err())
			l.add("%d rows, %x", rows, hash.Sum(nil))
		}
	})
	add("A thousand columns in both protocols", func(l *lines) {
		s := open(l)
		defer s.close()
		list := make([]string, 1000)
		for n := range list {
			list[n] = fmt.Sprint(n)
		}
		s.rows("SELECT " + strings.Join(list, ", "))
		s.rows("SELECT "+strings.Join(list, ", ")+", ?", "last")
	})
	add("An empty result", func(l *lines) {
		s := open(l)
		defer s.close()
		s.rows("SELECT 1 FROM seq_1_to_3 WHERE 0")
		s.rows("SELECT 1 FROM seq_1_to_3 WHERE ?", 0)
		l.add("%v", s.QueryRowContext(background, "SELECT 1 FROM seq_1_to_3 WHERE 0").Scan(new(int)))
	})
	add("Statements sent together", func(l *lines) {
		s := openWith(l, func(c *mysql.Config) { c.MultiStatements = true }, "CREATE OR REPLACE TABLE m (id INT PRIMARY KEY AUTO_INCREMENT, v INT)")
		defer s.close()
		s.rows("SELECT 1; INSERT INTO m (v) VALUES (5), (6); SELECT * FROM m; SELECT 'last'")
		s.count("INSERT INTO m (v) VALUES (7); UPDATE m SET v = 0")
		s.rows("SELECT COUNT(*) FROM m")
	})
	add("Statements sent together are refused without the option", func(l *lines) {
		s := open(l)
		defer s.close()
		s.fails("SELECT 1; SELECT 2")
		s.rows("SELECT 3")
	})
	add("A procedure with several results in both protocols", func(l *lines) {
		s := open(l, "CREATE OR REPLACE PROCEDURE p(IN a INT, OUT b INT) BEGIN SELECT a, 'x'; SET b = a * 2; SELECT seq FROM seq_1_to_3; END")
		defer s.close()
		s.rows("CALL p(5, @b)")
		s.rows("SELECT @b")
		s.rows("CALL p(?, @b)", 6)
		s.rows("SELECT @b")
	})
	add("An error in the second of several results", func(l *lines) {
		// Behind such an error the driver waits for rows that do not come, so the connection is of no use afterwards.
		for _, text := range []string{"CALL bad()", "SELECT 1; SELECT * FROM nosuch; SELECT 3"} {
			s := openWith(l, func(c *mysql.Config) {
				c.MultiStatements = true
				c.ReadTimeout = 3 * time.Second
			}, "CREATE OR REPLACE PROCEDURE bad() BEGIN SELECT 1; SELECT * FROM nosuch; END")
			s.fails(text)
			s.close()
		}
	})
}
