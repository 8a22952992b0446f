package fmt

import (
	"io"
	"os"
)

type ScanState interface {
	ReadRune() (r rune, size int, err error)
	UnreadRune() error
	SkipSpace()
	Token(skipSpace bool, f func(rune) bool) (token []byte, err error)
	Width() (wid int, ok bool)
	Read(buf []byte) (n int, err error)
}

type Scanner interface {
	Scan(state ScanState, verb rune) error
}

//line $GOROOT/src/fmt/scan.go:63
func Scan(a ...interface{}) (n int, err error) {
	return Fscan(os.Stdin, a...)
}

//line $GOROOT/src/fmt/scan.go:69
func Scanln(a ...interface{}) (n int, err error) {
	return Fscanln(os.Stdin, a...)
}

//line $GOROOT/src/fmt/scan.go:80
func Scanf(format string, a ...interface{}) (n int, err error) {
	return Fscanf(os.Stdin, format, a...)
}

type stringReader string

func (r *stringReader) Read(b []byte) (n int, err error)

//line $GOROOT/src/fmt/scan.go:99
func Sscan(str string, a ...interface{}) (n int, err error) {
	return Fscan((*stringReader)(&str), a...)
}

//line $GOROOT/src/fmt/scan.go:105
func Sscanln(str string, a ...interface{}) (n int, err error) {
	return Fscanln((*stringReader)(&str), a...)
}

//line $GOROOT/src/fmt/scan.go:113
func Sscanf(str string, format string, a ...interface{}) (n int, err error) {
	return Fscanf((*stringReader)(&str), format, a...)
}

//go9:esc r=heap a=content
func Fscan(r io.Reader, a ...interface{}) (n int, err error)

//go9:esc r=heap a=content
func Fscanln(r io.Reader, a ...interface{}) (n int, err error)

//go9:esc r=heap format=none a=content
func Fscanf(r io.Reader, format string, a ...interface{}) (n int, err error)
