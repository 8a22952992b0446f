// os_linux.go: the kernel's services by name, and what the kernel hands over at the start.
//
// Numbers are those of linux/amd64. The wrappers that the scheduler, the collector and fatal errors use are
// nosplit: they run on any stack.
package runtime

import "unsafe"

const (
	sysRead         = 0
	sysWrite        = 1
	sysMmap         = 9
	sysMunmap       = 11
	sysRtSigaction  = 13
	sysRtSigprocmask = 14
	sysMadvise      = 28
	sysNanosleep    = 35
	sysSetitimer    = 38
	sysGetpid       = 39
	sysKill         = 62
	sysSigaltstack  = 131
	sysGettid       = 186
	sysClockGettime = 228
	sysExitGroup    = 231
	sysTgkill       = 234
	sysGetrandom    = 318
)

// Arguments of mmap.
const (
	_PROT_NONE  = 0x0
	_PROT_READ  = 0x1
	_PROT_WRITE = 0x2

	_MAP_PRIVATE = 0x2
	_MAP_FIXED   = 0x10
	_MAP_ANON    = 0x20
)

var (
	argc int32
	argv **byte
	tls0 [4]uintptr // FS points behind the first word, which holds the current g
	g0   g
	m0   m

	argslice []string
	envs     []string
)

//go:nosplit
func exit(code int32) {
	rawsyscall(sysExitGroup, uintptr(code), 0, 0, 0, 0, 0)
}

// write returns the number of bytes written, or a negated error number.
//go:nosplit
func write(fd uintptr, p unsafe.Pointer, n int32) int32 {
	return int32(rawsyscall(sysWrite, fd, uintptr(p), uintptr(n), 0, 0, 0))
}

//go:nosplit
func read(fd int32, p unsafe.Pointer, n int32) int32 {
	return int32(rawsyscall(sysRead, uintptr(fd), uintptr(p), uintptr(n), 0, 0, 0))
}

// isErrno tells whether a system call's result is an error; -result is its number then.
//go:nosplit
func isErrno(r uintptr) bool {
	return r > ^uintptr(4095)
}

// mmap returns the address, or nil and the error number.
//go:nosplit
func mmap(addr unsafe.Pointer, n uintptr, prot, flags, fd int32, off uint32) (p unsafe.Pointer, err int) {
	r := rawsyscall(sysMmap, uintptr(addr), n, uintptr(prot), uintptr(flags), uintptr(fd), uintptr(off))
	if isErrno(r) {
		return nil, int(-r)
	}
	return unsafe.Pointer(r), 0
}

//go:nosplit
func munmap(addr unsafe.Pointer, n uintptr) {
	rawsyscall(sysMunmap, uintptr(addr), n, 0, 0, 0, 0)
}

//go:nosplit
func madvise(addr unsafe.Pointer, n uintptr, flags int32) int32 {
	return int32(rawsyscall(sysMadvise, uintptr(addr), n, uintptr(flags), 0, 0, 0))
}

// timespec is seconds and nanoseconds, as the kernel passes times.
type timespec struct {
	sec  int64
	nsec int64
}

// nanotime is the monotonic clock in nanoseconds.
//go:nosplit
func nanotime() int64 {
	var t timespec
	rawsyscall(sysClockGettime, 1, uintptr(unsafe.Pointer(&t)), 0, 0, 0, 0)
	return t.sec*1000000000 + t.nsec
}

// walltime is the time of day since 1970.
//go:nosplit
func walltime() (sec int64, nsec int32) {
	var t timespec
	rawsyscall(sysClockGettime, 0, uintptr(unsafe.Pointer(&t)), 0, 0, 0, 0)
	return t.sec, int32(t.nsec)
}

// nanosleep puts the thread to sleep; a signal may end it early.
//go:nosplit
func nanosleep(ns int64) {
	t := timespec{ns / 1000000000, ns % 1000000000}
	rawsyscall(sysNanosleep, uintptr(unsafe.Pointer(&t)), 0, 0, 0, 0, 0)
}

// argAt is the i-th word of the vector that argv starts: arguments, nil, environment, nil.
//go:nosplit
func argAt(i int32) *byte {
	return *(**byte)(unsafe.Pointer(uintptr(unsafe.Pointer(argv)) + uintptr(i)*8))
}

// goargs makes strings of the arguments and the environment.
func goargs() {
	argslice = make([]string, argc)
	for i := int32(0); i < argc; i++ {
		argslice[i] = gostringnocopy(argAt(i))
	}
	n := int32(0)
	for argAt(argc+1+n) != nil {
		n++
	}
	envs = make([]string, n)
	for i := int32(0); i < n; i++ {
		envs[i] = gostringnocopy(argAt(argc + 1 + i))
	}
}

// gogetenv is the value of an environment variable; empty if it is not set.
func gogetenv(key string) string {
	for i := argc + 1; argAt(i) != nil; i++ {
		s := gostringnocopy(argAt(i))
		if len(s) > len(key) && s[len(key)] == '=' && s[:len(key)] == key {
			return s[len(key)+1:]
		}
	}
	return ""
}
