// syscall.go: system calls by name. Syscall and Syscall6 are in asm.s.

package syscall

import "unsafe"

const (
	sysRead      = 0
	sysWrite     = 1
	sysGetpid    = 39
	sysExitGroup = 231
)

func Exit(code int) {
	for {
		Syscall(sysExitGroup, uintptr(code), 0, 0)
	}
}

func Getpid() (pid int) {
	r, _, _ := Syscall(sysGetpid, 0, 0, 0)
	return int(r)
}

var zero uintptr

// transfer is read or write.
func transfer(trap uintptr, fd int, p []byte) (n int, err error) {
	at := unsafe.Pointer(&zero)
	if len(p) > 0 {
		at = unsafe.Pointer(&p[0])
	}
	r, _, e := Syscall(trap, uintptr(fd), uintptr(at), uintptr(len(p)))
	if e != 0 {
		return -1, e
	}
	return int(r), nil
}

func Read(fd int, p []byte) (n int, err error)  { return transfer(sysRead, fd, p) }
func Write(fd int, p []byte) (n int, err error) { return transfer(sysWrite, fd, p) }
