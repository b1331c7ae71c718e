package main

var refused = []string{"SELEC 1", "SELECT * FROM nosuch", "SELECT nosuch FROM er", "INSERT INTO er VALUES (1, 'dup')", "INSERT INTO er VALUES (2, 'too long')",
	"INSERT INTO er VALUES (NULL, NULL)", "INSERT INTO er VALUES (200, 'c')", "SELECT (SELECT seq FROM seq_1_to_2)", "CREATE TABLE er (a INT)", "CALL nosuch()",
	"SET GLOBAL max_connections = 5", "SET nosuch = 1", "SELECT 'open", "SIGNAL SQLSTATE '45678' SET MYSQL_ERRNO = 30001, MESSAGE_TEXT = 'größer 🧿'"}

var erTable = []string{"CREATE OR REPLACE TABLE er (id INT PRIMARY KEY CHECK (id < 100), name VARCHAR(5) NOT NULL)", "INSERT INTO er VALUES (1, 'one')"}

// Errors, and connections that go on after them.
func addErrorCases() {
	add("Errors of text statements", func(l *lines) {
		s := open(l, erTable...)
		defer s.close()
		for _, text := range refused {
			s.fails(text)
		}
		s.rows("SELECT * FROM er")
	})
	add("Errors at prepare and at execute", func(l *lines) {
		s := open(l, erTable...)
		defer s.close()
		for _, text := range refused {
			statement, err := s.PrepareContext(background, text)
			if err != nil {
				s.addError("prepare "+text, err)
				continue
			}
			result, err := statement.Query()
			if err == nil {
				err = s.addRows(result)
			}
			s.addError("execute "+text, err)
			must(statement.Close())
		}
		s.rows("SELECT * FROM er WHERE id = ?", 1)
	})
	add("Errors that depend on a parameter", func(l *lines) {
		s := open(l, erTable...)
		defer s.close()
		statement := s.prepare("INSERT INTO er VALUES (?, ?)")
		for _, row := range [][]interface{}{{1, "dup"}, {2, "far too long"}, {500, "c"}, {nil, "x"}, {3, nil}, {"x", "bad"}} {
			_, err := statement.Exec(row...)
			s.addError("execute", err)
		}
		_, err := statement.Exec(4, "good")
		must(err)
		s.rows("SELECT * FROM er ORDER BY id")
	})
	add("An error in the middle of the rows", func(l *lines) {
		s := open(l, "CREATE OR REPLACE TABLE mid (a INT)", "INSERT INTO mid VALUES (1), (2)")
		defer s.close()
		text := "SELECT seq, IF(seq < 300, seq, (SELECT a FROM mid WHERE a < seq)) FROM seq_1_to_600"
		s.fails(text)
		s.fails(text+" WHERE seq > ?", 290)
		s.rows("SELECT 'after'")
	})
}
