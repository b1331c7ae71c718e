// Connects, writes and reads by go-sql-driver.
package main

import (
	"database/sql"
	"fmt"
	"os"

	_ "github.com/go-sql-driver/mysql"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	database, err := sql.Open("mysql", fmt.Sprintf("%s:%s@tcp(%s:%s)/%s?charset=utf8mb4",
		os.Getenv("DB_USER"), os.Getenv("DB_PASSWORD"), os.Getenv("DB_HOST"), os.Getenv("DB_PORT"), os.Getenv("DB_NAME")))
	check(err)
	transaction, err := database.Begin()
	check(err)
	written, err := transaction.Exec("INSERT INTO visit (name) VALUES (?)", "go")
	check(err)
	check(transaction.Commit())
	id, err := written.LastInsertId()
	check(err)
	var name string
	check(database.QueryRow("SELECT name FROM visit WHERE id = ?", id).Scan(&name))
	fmt.Println(name)
}
