package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/go-sql-driver/mysql"
)

// session is one connection of a case, and what its answers are added to.
type session struct {
	*sql.Conn
	seen *lines
	db   *sql.DB
}

// settings are those of all cases; a case may change them.
func settings() *mysql.Config {
	config := mysql.NewConfig()
	config.Net = "tcp"
	config.Addr = env("DB_HOST") + ":" + env("DB_PORT")
	config.User = env("DB_USER")
	config.Passwd = env("DB_PASSWORD")
	config.DBName = env("DB_NAME")
	// 0 asks the server for its own limit.
	config.MaxAllowedPacket = 0
	config.Params = map[string]string{"charset": "utf8mb4"}
	return config
}

// open connects and runs each of the statements.
func open(seen *lines, statements ...string) *session {
	return openWith(seen, func(*mysql.Config) {}, statements...)
}

func openWith(seen *lines, change func(*mysql.Config), statements ...string) *session {
	config := settings()
	change(config)
	db, err := sql.Open("mysql", config.FormatDSN())
	must(err)
	conn, err := db.Conn(context.Background())
	must(err)
	s := &session{conn, seen, db}
	for _, text := range statements {
		s.exec(text)
	}
	return s
}

func (s *session) close() {
	s.Conn.Close()
	s.db.Close()
}

// exec runs a statement without rows.
func (s *session) exec(text string, values ...interface{}) sql.Result {
	result, err := s.ExecContext(context.Background(), text, values...)
	must(err)
	return result
}

// count adds what a statement without rows answers.
func (s *session) count(text string, values ...interface{}) {
	result := s.exec(text, values...)
	affected, err := result.RowsAffected()
	must(err)
	id, err := result.LastInsertId()
	must(err)
	s.seen.add("%s: affected %d, insert id %d", shorten(text), affected, id)
}

// rows adds all rows of all results: text without values, prepared with them.
func (s *session) rows(text string, values ...interface{}) {
	result, err := s.QueryContext(context.Background(), text, values...)
	must(err)
	must(s.addRows(result))
}

// addRows adds all rows that are left.
func (s *session) addRows(result *sql.Rows) error {
	defer result.Close()
	for {
		columns, err := result.Columns()
		if err != nil {
			return err
		}
		for result.Next() {
			row, err := scan(result, len(columns))
			if err != nil {
				return err
			}
			s.seen.add("row %s", row)
		}
		if !result.NextResultSet() {
			return result.Err()
		}
	}
}

func scan(result *sql.Rows, columns int) (string, error) {
	values := make([]interface{}, columns)
	places := make([]interface{}, columns)
	for n := range values {
		places[n] = &values[n]
	}
	if err := result.Scan(places...); err != nil {
		return "", err
	}
	texts := make([]string, columns)
	for n, value := range values {
		texts[n] = show(value)
	}
	return strings.Join(texts, ", "), nil
}

// fails adds the error of a statement that has to fail, be it before, in or after its rows.
func (s *session) fails(text string, values ...interface{}) {
	result, err := s.QueryContext(context.Background(), text, values...)
	if err == nil {
		err = s.addRows(result)
	}
	s.addError(shorten(text), err)
}

// addError adds an error that has to be one.
func (s *session) addError(what string, err error) {
	if err == nil {
		panic("It was meant to fail: " + what)
	}
	s.seen.add("%s: %s", what, errorText(err))
}

func errorText(err error) string {
	if fromServer, ok := err.(*mysql.MySQLError); ok {
		return fmt.Sprintf("error %d %s", fromServer.Number, fromServer.Message)
	}
	return err.Error()
}

// value is the first value of a result, as text.
func (s *session) value(text string) string {
	var value string
	must(s.QueryRowContext(context.Background(), text).Scan(&value))
	return value
}

// prepare makes a statement that the case closes.
func (s *session) prepare(text string) *sql.Stmt {
	statement, err := s.PrepareContext(context.Background(), text)
	must(err)
	return statement
}

// rowsOf adds the rows of a prepared statement.
func (s *session) rowsOf(statement *sql.Stmt, values ...interface{}) {
	result, err := statement.Query(values...)
	must(err)
	must(s.addRows(result))
}

func shorten(text string) string {
	if len(text) > 200 {
		return text[:60] + "…"
	}
	return text
}
