// proc.go: the process: arguments, environment, identity, end.

package os

import (
	"syscall"
	"unsafe"
)

func runtime_args() []string // in package runtime
func runtime_beforeExit()    // in package runtime

//go:linkname runtime_envs syscall.runtime_envs
func runtime_envs() []string

func init() {
	Args = runtime_args()
}

func Exit(code int) {
	if code == 0 {
		runtime_beforeExit()
	}
	syscall.Exit(code)
}

// env is the environment, once someone has asked.
var env []string
var envRead bool

func environ() []string {
	if !envRead {
		envRead = true
		env = append([]string(nil), runtime_envs()...)
	}
	return env
}

// findEnv gives the place of key in the environment, -1 if it is not set.
func findEnv(key string) int {
	for i, kv := range environ() {
		if len(kv) > len(key) && kv[len(key)] == '=' && kv[:len(key)] == key {
			return i
		}
	}
	return -1
}

func LookupEnv(key string) (string, bool) {
	if key == "" {
		return "", false
	}
	if i := findEnv(key); i >= 0 {
		return env[i][len(key)+1:], true
	}
	return "", false
}

func Getenv(key string) string {
	v, _ := LookupEnv(key)
	return v
}

func Setenv(key, value string) error {
	bad := key == ""
	for i := 0; i < len(key); i++ {
		bad = bad || key[i] == '=' || key[i] == 0
	}
	for i := 0; i < len(value); i++ {
		bad = bad || value[i] == 0
	}
	if bad {
		return NewSyscallError("setenv", syscall.EINVAL)
	}
	if i := findEnv(key); i >= 0 {
		env[i] = key + "=" + value
	} else {
		env = append(env, key+"="+value)
	}
	return nil
}

func Unsetenv(key string) error {
	if i := findEnv(key); i >= 0 {
		env = append(env[:i], env[i+1:]...)
	}
	return nil
}

func Clearenv() {
	envRead = true
	env = nil
}

func Environ() []string { return append([]string{}, environ()...) }

func ExpandEnv(s string) string { return Expand(s, Getenv) }

func isShellSpecial(c byte) bool {
	switch c {
	case '*', '#', '$', '@', '!', '?', '-':
		return true
	}
	return '0' <= c && c <= '9'
}

func isAlphaNum(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// shellName reads a variable's name at the start of s; width is what it takes up.
func shellName(s string) (name string, width int) {
	if s[0] == '{' {
		if len(s) > 2 && isShellSpecial(s[1]) && s[2] == '}' {
			return s[1:2], 3
		}
		for i := 1; i < len(s); i++ {
			if s[i] == '}' {
				if i == 1 {
					return "", 2 // "${}"
				}
				return s[1:i], i + 1
			}
		}
		return "", 1 // no end
	}
	if isShellSpecial(s[0]) {
		return s[:1], 1
	}
	i := 0
	for i < len(s) && isAlphaNum(s[i]) {
		i++
	}
	return s[:i], i
}

// Expand replaces $name and ${name}.
func Expand(s string, mapping func(string) string) string {
	var buf []byte
	last := 0
	for i := 0; i < len(s)-1; i++ {
		if s[i] != '$' {
			continue
		}
		buf = append(buf, s[last:i]...)
		name, width := shellName(s[i+1:])
		switch {
		case name == "" && width > 0: // bad syntax: dropped
		case name == "":
			buf = append(buf, '$')
		default:
			buf = append(buf, mapping(name)...)
		}
		i += width
		last = i + 1
	}
	if buf == nil {
		return s
	}
	return string(buf) + s[last:]
}

func get(trap uintptr) int {
	r, _, _ := syscall.Syscall(trap, 0, 0, 0)
	return int(r)
}

func Getuid() int  { return get(102) }
func Getgid() int  { return get(104) }
func Geteuid() int { return get(107) }
func Getegid() int { return get(108) }
func Getpid() int  { return get(39) }
func Getppid() int { return get(110) }

func Getpagesize() int { return 4096 }

func Getgroups() ([]int, error) {
	n, _, e := syscall.Syscall(115, 0, 0, 0)
	if e != 0 {
		return nil, NewSyscallError("getgroups", e)
	}
	if n == 0 {
		return nil, nil
	}
	ids := make([]uint32, n)
	n, _, e = syscall.Syscall(115, n, uintptr(unsafe.Pointer(&ids[0])), 0)
	if e != 0 {
		return nil, NewSyscallError("getgroups", e)
	}
	out := make([]int, n)
	for i := range out {
		out[i] = int(ids[i])
	}
	return out, nil
}

func Executable() (string, error) { return Readlink("/proc/self/exe") }

func Hostname() (name string, err error) {
	f, err := Open("/proc/sys/kernel/hostname")
	if err != nil {
		return "", err
	}
	defer f.Close()
	var buf [512]byte
	n, err := f.Read(buf[:])
	if err != nil {
		return "", err
	}
	if n > 0 && buf[n-1] == '\n' {
		n--
	}
	return string(buf[:n]), nil
}

// Processes other than this one are not started; Signal reaches those that exist.

const enosys = syscall.Errno(38)

func FindProcess(pid int) (*Process, error) { return &Process{Pid: pid}, nil }

func StartProcess(name string, argv []string, attr *ProcAttr) (*Process, error) {
	return nil, &PathError{"fork/exec", name, enosys}
}

func (p *Process) Release() error { return nil }
func (p *Process) Kill() error    { return p.Signal(Kill) }

func (p *Process) Wait() (*ProcessState, error) { return nil, NewSyscallError("wait", enosys) }

func (p *Process) Signal(sig Signal) error {
	if s, ok := sig.(syscall.Signal); ok {
		if _, _, e := syscall.Syscall(62, uintptr(p.Pid), uintptr(s), 0); e != 0 {
			return e
		}
		return nil
	}
	return ErrInvalid
}

func (p *ProcessState) Exited() bool   { return false }
func (p *ProcessState) ExitCode() int  { return -1 }
func (p *ProcessState) Pid() int       { return p.pid }
func (p *ProcessState) Success() bool  { return false }
func (p *ProcessState) String() string { return "<nil>" }
