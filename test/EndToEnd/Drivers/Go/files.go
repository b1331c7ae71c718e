package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/go-sql-driver/mysql"
)

const loadedTable = "CREATE OR REPLACE TABLE loaded (id INT PRIMARY KEY, v VARCHAR(200))"

// LOAD DATA LOCAL INFILE from files and from readers.
func addFileCases() {
	add("A local file is loaded", func(l *lines) {
		file, err := os.CreateTemp("", "case")
		must(err)
		defer os.Remove(file.Name())
		_, err = file.WriteString("1\teins\n2\tzwei ü\n3\t\\N\n")
		must(err)
		must(file.Close())
		mysql.RegisterLocalFile(file.Name())
		s := open(l, loadedTable)
		defer s.close()
		result := s.exec("LOAD DATA LOCAL INFILE '" + file.Name() + "' INTO TABLE loaded")
		affected, _ := result.RowsAffected()
		l.add("%d", affected)
		s.rows("SELECT * FROM loaded ORDER BY id")
	})
	add("A reader is loaded, 20 MB", func(l *lines) {
		var content bytes.Buffer
		for id := 1; id <= 100000; id++ {
			fmt.Fprintf(&content, "%d,%s\n", id, strings.Repeat(string(rune('a'+id%26)), 190))
		}
		load(l, &content, "FIELDS TERMINATED BY ','")
	})
	add("An empty reader is loaded", func(l *lines) { load(l, strings.NewReader(""), "") })
	add("A reader that fails in the middle", func(l *lines) {
		mysql.RegisterReaderHandler("failing", func() io.Reader {
			return io.MultiReader(strings.NewReader(strings.Repeat("1\tx\n", 1)), failing{})
		})
		s := open(l, loadedTable)
		defer s.close()
		_, err := s.ExecContext(background, "LOAD DATA LOCAL INFILE 'Reader::failing' INTO TABLE loaded")
		s.addError("load", err)
		s.rows("SELECT 'after'")
	})
	add("A reader with bad lines gives warnings", func(l *lines) {
		mysql.RegisterReaderHandler("bad", func() io.Reader { return strings.NewReader("1\ta\nx\tb\n1\tdouble\n4\tc\ttoo many\n5\n") })
		s := open(l, loadedTable, "SET sql_mode = ''")
		defer s.close()
		s.count("LOAD DATA LOCAL INFILE 'Reader::bad' INTO TABLE loaded")
		s.rows("SHOW WARNINGS")
		s.rows("SELECT * FROM loaded ORDER BY id")
	})
	add("A file that is not registered is refused by the driver", func(l *lines) {
		s := open(l, loadedTable)
		defer s.close()
		_, err := s.ExecContext(background, "LOAD DATA LOCAL INFILE '/nosuch' INTO TABLE loaded")
		s.addError("load", err)
		s.rows("SELECT COUNT(*) FROM loaded")
	})
	add("A reader for a table that does not exist", func(l *lines) {
		mysql.RegisterReaderHandler("good", func() io.Reader { return strings.NewReader("1\n") })
		s := open(l)
		defer s.close()
		_, err := s.ExecContext(background, "LOAD DATA LOCAL INFILE 'Reader::good' INTO TABLE nosuch")
		s.addError("load", err)
		s.rows("SELECT 'after'")
	})
}

func load(l *lines, content io.Reader, how string) {
	mysql.RegisterReaderHandler("content", func() io.Reader { return content })
	s := open(l, loadedTable)
	defer s.close()
	s.count("LOAD DATA LOCAL INFILE 'Reader::content' INTO TABLE loaded " + how)
	s.rows("SELECT COUNT(*), SUM(id), SUM(LENGTH(v)), MIN(v), MAX(v) FROM loaded")
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("the source has failed") }
