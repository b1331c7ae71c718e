package main

import (
	"context"
	"fmt"
	"sync"

	"github.com/go-sql-driver/mysql"
)

// What belongs to a session.
func addSessionCases() {
	add("Variables stay", func(l *lines) {
		s := open(l, "SET @a = 'ü', @b = 1.50", "SET SESSION group_concat_max_len = 10")
		defer s.close()
		s.rows("SELECT @a, @b, @c, @@group_concat_max_len")
		s.rows("SELECT @a, @b, @c, @@group_concat_max_len, ?", "x")
	})
	add("Variables given in the connect string", func(l *lines) {
		s := openWith(l, func(c *mysql.Config) {
			c.Params["time_zone"] = "'+05:30'"
			c.Params["sql_mode"] = "'ANSI_QUOTES,PIPES_AS_CONCAT'"
		})
		defer s.close()
		s.rows("SELECT @@time_zone, 'a' || 'b' AS \"x y\"")
		s.rows("SELECT @@time_zone, ? || 'b' AS \"x y\"", "a")
	})
	add("Temporary tables belong to one connection", func(l *lines) {
		a := open(l, "CREATE TEMPORARY TABLE tmp (a INT)", "INSERT INTO tmp VALUES (1)")
		defer a.close()
		b := open(l, "DO 1")
		defer b.close()
		a.rows("SELECT * FROM tmp WHERE a = ?", 1)
		b.fails("SELECT * FROM tmp")
	})
	for _, charset := range []string{"latin1", "gbk", "sjis", "utf8mb4"} {
		charset := charset
		add("The character set "+charset+" in the connect string", func(l *lines) {
			s := openWith(l, func(c *mysql.Config) { c.Params["charset"] = charset })
			defer s.close()
			s.rows("SELECT @@character_set_client, @@character_set_results, @@collation_connection, CONVERT(x'c3a9e8a1a8' USING utf8mb4)")
			s.rows("SELECT HEX(?), ?", "\xc8\xe5", "abc")
		})
	}
	add("A collation in the login", func(l *lines) {
		s := openWith(l, func(c *mysql.Config) {
			delete(c.Params, "charset")
			c.Collation = "latin1_german1_ci"
		})
		defer s.close()
		s.rows("SELECT @@collation_connection, @@character_set_client, HEX('\xfc')")
	})
	add("Another schema", func(l *lines) {
		s := open(l, "CREATE OR REPLACE TABLE here (a INT)", "USE "+env("DB_OTHER_NAME"))
		defer s.close()
		s.rows("SELECT DATABASE(), name FROM place WHERE name <> ?", "")
		s.exec("USE " + env("DB_NAME"))
		s.rows("SELECT DATABASE(), COUNT(*) FROM here")
	})
	add("A ping", func(l *lines) {
		s := open(l)
		defer s.close()
		for n := 0; n < 3; n++ {
			must(s.PingContext(background))
		}
		s.rows("SELECT 'after'")
	})
	add("Warnings", func(l *lines) {
		s := open(l)
		defer s.close()
		s.rows("SELECT ? + 1, 1 / 0", "abc")
		s.rows("SHOW WARNINGS")
	})
	add("Named locks", func(l *lines) {
		a := open(l, "DO 1")
		defer a.close()
		b := open(l, "DO 1")
		defer b.close()
		a.rows("SELECT GET_LOCK(?, 5)", "drivers go")
		b.rows("SELECT GET_LOCK(?, 0)", "drivers go")
		a.rows("SELECT RELEASE_LOCK(?)", "drivers go")
		b.rows("SELECT GET_LOCK(?, 5), RELEASE_LOCK(?)", "drivers go", "drivers go")
	})
	add("Thirty connections at once from a pool", func(l *lines) {
		s := open(l, "CREATE OR REPLACE TABLE pool (id INT PRIMARY KEY, v INT)")
		defer s.close()
		var all sync.WaitGroup
		failures := make(chan error, 30)
		for n := 0; n < 30; n++ {
			all.Add(1)
			go func(n int) {
				defer all.Done()
				for m := 0; m < 10; m++ {
					if _, err := s.db.ExecContext(context.Background(), "INSERT INTO pool VALUES (?, ?)", n*10+m, n); err != nil {
						failures <- err
						return
					}
				}
			}(n)
		}
		all.Wait()
		close(failures)
		for err := range failures {
			panic(err)
		}
		s.rows("SELECT COUNT(*), SUM(v), COUNT(DISTINCT v) FROM pool")
	})
	add("The connection's id is that of the server function", func(l *lines) {
		s := open(l)
		defer s.close()
		l.add("%v", s.value("SELECT CONNECTION_ID()") == s.value("SELECT CONNECTION_ID()"))
		l.add("%v", fmt.Sprint(s.value("SELECT CONNECTION_ID()")) != "0")
	})
}
