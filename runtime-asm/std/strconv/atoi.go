package strconv

import "errors"

var ErrRange = errors.New("value out of range")

var ErrSyntax = errors.New("invalid syntax")

type NumError struct {
	Func string
	Num  string
	Err  error
}

//go9:esc e=content
func (e *NumError) Error() string

//line $GOROOT/src/strconv/atoi.go:34
func syntaxError(fn, str string) *NumError {
	return &NumError{fn, str, ErrSyntax}
}

//line $GOROOT/src/strconv/atoi.go:38
func rangeError(fn, str string) *NumError {
	return &NumError{fn, str, ErrRange}
}

const intSize = 32 << (^uint(0) >> 63)

const IntSize = intSize

func ParseUint(s string, base int, bitSize int) (uint64, error)

func ParseInt(s string, base int, bitSize int) (i int64, err error)

func Atoi(s string) (int, error)

func init()
