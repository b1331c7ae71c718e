package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
	"time"
	"unicode"
	"unicode/utf8"
)

const longestShown = 120

// lines is what a case has seen.
type lines struct{ seen []string }

func (l *lines) add(format string, values ...interface{}) {
	l.seen = append(l.seen, fmt.Sprintf(format, values...))
}

// testCase is one behaviour; body panics on an error that it does not expect.
type testCase struct {
	name string
	body func(*lines)
}

var cases []testCase

// add registers a case.
func add(name string, body func(*lines)) { cases = append(cases, testCase{name, body}) }

// runCases runs the cases named by the arguments, or all of them; --list prints the names only.
func runCases(driver, version, connect string) {
	wanted := map[string]bool{}
	for _, name := range os.Args[1:] {
		wanted[name] = true
	}
	if wanted["--list"] {
		for _, c := range cases {
			fmt.Println(c.name)
		}
		return
	}
	printLine(map[string]interface{}{"driver": driver, "version": version, "connect": connect})
	for _, c := range cases {
		if len(wanted) == 0 || wanted[c.name] {
			printLine(outcome(c))
		}
	}
}

func outcome(c testCase) (line map[string]interface{}) {
	defer func() {
		if failed := recover(); failed != nil {
			line = map[string]interface{}{"case": c.name, "error": fmt.Sprintf("%v\n%s", failed, debug.Stack())}
		}
	}()
	seen := &lines{seen: []string{}}
	c.body(seen)
	return map[string]interface{}{"case": c.name, "values": seen.seen}
}

func printLine(line map[string]interface{}) {
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	must(encoder.Encode(line))
	must(out.Flush())
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// env is a variable of the environment that the caller has to set.
func env(name string) string {
	value, found := os.LookupEnv(name)
	if !found {
		panic(name + " is not set")
	}
	return value
}

// show is a value with its type; bytes that are no text in hex, long ones as a hash.
func show(value interface{}) string {
	switch v := value.(type) {
	case nil:
		return "NULL"
	case []byte:
		return fmt.Sprintf("bytes[%d] %s", len(v), showText(string(v)))
	case string:
		return fmt.Sprintf("string[%d] %s", len(v), showText(v))
	case time.Time:
		return "time " + v.Format(time.RFC3339Nano)
	default:
		return fmt.Sprintf("%T %v", v, v)
	}
}

func showText(text string) string {
	if len(text) > longestShown {
		return fmt.Sprintf("sha256 %x", sha256.Sum256([]byte(text)))
	}
	if !utf8.ValidString(text) {
		return fmt.Sprintf("x%x", text)
	}
	for _, c := range text {
		if !unicode.IsPrint(c) {
			return fmt.Sprintf("x%x", text)
		}
	}
	return "'" + text + "'"
}

// fixedBytes are bytes of every value, the same in every run.
func fixedBytes(length int) []byte {
	bytes := make([]byte, 0, length+sha256.Size)
	for block := 0; len(bytes) < length; block++ {
		sum := sha256.Sum256([]byte(fmt.Sprint(block)))
		bytes = append(bytes, sum[:]...)
	}
	return bytes[:length]
}
