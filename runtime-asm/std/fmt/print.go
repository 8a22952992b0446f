package fmt

import (
	"io"
	"os"
)

type State interface {
	Write(b []byte) (n int, err error)
	Width() (wid int, ok bool)
	Precision() (prec int, ok bool)
	Flag(c int) bool
}

type Formatter interface {
	Format(f State, c rune)
}

type Stringer interface {
	String() string
}

type GoStringer interface {
	GoString() string
}

//go9:esc w=heap format=none a=content
//line $GOROOT/src/fmt/print.go:202
func Fprintf(w io.Writer, format string, a ...interface{}) (n int, err error)

//line $GOROOT/src/fmt/print.go:212
func Printf(format string, a ...interface{}) (n int, err error) {
	return Fprintf(os.Stdout, format, a...)
}

//go9:esc format=none a=content
func Sprintf(format string, a ...interface{}) string

//go9:esc w=heap a=content
//line $GOROOT/src/fmt/print.go:230
func Fprint(w io.Writer, a ...interface{}) (n int, err error)

//line $GOROOT/src/fmt/print.go:241
func Print(a ...interface{}) (n int, err error) {
	return Fprint(os.Stdout, a...)
}

//go9:esc a=content
func Sprint(a ...interface{}) string

//go9:esc w=heap a=content
//line $GOROOT/src/fmt/print.go:262
func Fprintln(w io.Writer, a ...interface{}) (n int, err error)

//line $GOROOT/src/fmt/print.go:273
func Println(a ...interface{}) (n int, err error) {
	return Fprintln(os.Stdout, a...)
}

//go9:esc a=content
func Sprintln(a ...interface{}) string

//go9:esc format=none a=content
func Errorf(format string, a ...interface{}) error

func init()
