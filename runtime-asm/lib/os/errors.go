// errors.go: the texts of errors, and what they are at bottom.

package os

import (
	"internal/oserror"
	"syscall"
)

var (
	ErrInvalid    = oserror.ErrInvalid
	ErrPermission = oserror.ErrPermission
	ErrExist      = oserror.ErrExist
	ErrNotExist   = oserror.ErrNotExist
	ErrClosed     = oserror.ErrClosed
)

func (e *PathError) Error() string    { return e.Op + " " + e.Path + ": " + e.Err.Error() }
func (e *SyscallError) Error() string { return e.Syscall + ": " + e.Err.Error() }
func (e *LinkError) Error() string {
	return e.Op + " " + e.Old + " " + e.New + ": " + e.Err.Error()
}
func (e *LinkError) Unwrap() error { return e.Err }

func isTimeout(err error) bool {
	t, ok := err.(interface{ Timeout() bool })
	return ok && t.Timeout()
}

func (e *PathError) Timeout() bool    { return isTimeout(e.Err) }
func (e *SyscallError) Timeout() bool { return isTimeout(e.Err) }

func NewSyscallError(syscall string, err error) error {
	if err == nil {
		return nil
	}
	return &SyscallError{syscall, err}
}

// underlying takes off what os itself wraps around an error.
func underlying(err error) error {
	switch e := err.(type) {
	case *PathError:
		return e.Err
	case *LinkError:
		return e.Err
	case *SyscallError:
		return e.Err
	}
	return err
}

func IsTimeout(err error) bool { return isTimeout(underlying(err)) }

func underlyingErrorIs(err, target error) bool {
	err = underlying(err)
	if err == target {
		return true
	}
	e, ok := err.(syscall.Errno)
	return ok && e.Is(target)
}
