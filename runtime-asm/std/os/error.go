package os

import "errors"

var (
	ErrInvalid    = errors.New("invalid argument")
	ErrPermission = errors.New("permission denied")
	ErrExist      = errors.New("file already exists")
	ErrNotExist   = errors.New("file does not exist")
	ErrClosed     = errors.New("file already closed")
	ErrNoDeadline = errors.New("file type does not support deadline")
)

type PathError struct {
	Op   string
	Path string
	Err  error
}

func (e *PathError) Error() string

//line $GOROOT/src/os/error.go:48
func (e *PathError) Unwrap() error { return e.Err }

func (e *PathError) Timeout() bool

type SyscallError struct {
	Syscall string
	Err     error
}

func (e *SyscallError) Error() string

//line $GOROOT/src/os/error.go:64
func (e *SyscallError) Unwrap() error { return e.Err }

func (e *SyscallError) Timeout() bool

func NewSyscallError(syscall string, err error) error

//line $GOROOT/src/os/error.go:85
func IsExist(err error) bool {
	return underlyingErrorIs(err, ErrExist)
}

//line $GOROOT/src/os/error.go:92
func IsNotExist(err error) bool {
	return underlyingErrorIs(err, ErrNotExist)
}

//line $GOROOT/src/os/error.go:99
func IsPermission(err error) bool {
	return underlyingErrorIs(err, ErrPermission)
}

func IsTimeout(err error) bool

func underlyingErrorIs(err, target error) bool
