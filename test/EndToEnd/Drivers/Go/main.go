// The cases of Go's go-sql-driver/mysql through database/sql.
package main

import (
	"io"
	"log"
	"runtime"

	"github.com/go-sql-driver/mysql"
)

func main() {
	// What the driver logs by itself goes to standard error, where it is not wanted.
	must(mysql.SetLogger(log.New(io.Discard, "", 0)))
	addParameterCases()
	addResultCases()
	addStatementCases()
	addLongValueCases()
	addTransactionCases()
	addSessionCases()
	addLoginCases()
	addCancelCases()
	addErrorCases()
	addFileCases()
	runCases("go-sql-driver/mysql", "of "+runtime.Version(), "USER:(password)@tcp(HOST:PORT)/NAME?charset=utf8mb4&maxAllowedPacket=0")
}
