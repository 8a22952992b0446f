// file.go: files over system calls. A read or write that blocks, blocks the whole program: there is
// one thread.

package os

import (
	"errors"
	"io"
	"syscall"
	"time"
	"unsafe"
)

// Numbers of system calls (Linux, amd64).
const (
	sysRead       = 0
	sysWrite      = 1
	sysOpen       = 2
	sysClose      = 3
	sysStat       = 4
	sysFstat      = 5
	sysLstat      = 6
	sysLseek      = 8
	sysPread      = 17
	sysPwrite     = 18
	sysFsync      = 74
	sysTruncate   = 76
	sysFtruncate  = 77
	sysGetcwd     = 79
	sysChdir      = 80
	sysFchdir     = 81
	sysRename     = 82
	sysMkdir      = 83
	sysRmdir      = 84
	sysLink       = 86
	sysUnlink     = 87
	sysSymlink    = 88
	sysReadlink   = 89
	sysChmod      = 90
	sysFchmod     = 91
	sysChown      = 92
	sysFchown     = 93
	sysLchown     = 94
	sysGetdents64 = 217
	sysUtimensat  = 280
	sysPipe2      = 293

	oCloexec = 0x80000
	enotdir  = syscall.Errno(20)
	eloop    = syscall.Errno(40)
)

var zero uintptr

// base is the address of p's first byte, or of something harmless.
func base(p []byte) uintptr {
	if len(p) == 0 {
		return uintptr(unsafe.Pointer(&zero))
	}
	return uintptr(unsafe.Pointer(&p[0]))
}

// call makes a system call again if a signal interrupted it.
func call(trap, a, b, c, d uintptr) (int, error) {
	for {
		r, _, e := syscall.Syscall6(trap, a, b, c, d, 0, 0)
		switch e {
		case 0:
			return int(r), nil
		case syscall.EINTR:
		default:
			return -1, e
		}
	}
}

// pathCall is a call whose first argument is a path.
func pathCall(trap uintptr, path string, b, c uintptr) (int, error) {
	z, err := cstring(path)
	if err != nil {
		return -1, err
	}
	return call(trap, base(z), b, c, 0)
}

// pathsCall is a call with two paths.
func pathsCall(trap uintptr, from, to string) error {
	a, err := cstring(from)
	if err != nil {
		return err
	}
	b, err := cstring(to)
	if err != nil {
		return err
	}
	_, err = call(trap, base(a), base(b), 0, 0)
	return err
}

// cstring gives s with a zero byte behind, which s must not hold.
func cstring(s string) ([]byte, error) {
	z := make([]byte, len(s)+1)
	for i := copy(z, s) - 1; i >= 0; i-- {
		if z[i] == 0 {
			return nil, syscall.EINVAL
		}
	}
	return z, nil
}

func pathError(op, path string, err error) error {
	if err == nil {
		return nil
	}
	return &PathError{op, path, err}
}

func linkError(op, from, to string, err error) error {
	if err == nil {
		return nil
	}
	return &LinkError{op, from, to, err}
}

// NewFile wraps a descriptor; a negative one gives nil.
func NewFile(fd uintptr, name string) *File {
	if int(fd) < 0 {
		return nil
	}
	f := &File{&file{name: name}}
	f.pfd.Sysfd = int(fd)
	f.stdoutOrErr = fd == 1 || fd == 2
	return f
}

// syscallMode translates permission and special bits.
func syscallMode(perm FileMode) uintptr {
	m := uintptr(perm.Perm())
	if perm&ModeSetuid != 0 {
		m |= 0x800
	}
	if perm&ModeSetgid != 0 {
		m |= 0x400
	}
	if perm&ModeSticky != 0 {
		m |= 0x200
	}
	return m
}

func OpenFile(name string, flag int, perm FileMode) (*File, error) {
	fd, err := pathCall(sysOpen, name, uintptr(flag|oCloexec), syscallMode(perm))
	if err != nil {
		return nil, &PathError{"open", name, err}
	}
	f := NewFile(uintptr(fd), name)
	f.appendMode = flag&O_APPEND != 0
	return f, nil
}

func (file *file) close() error {
	if file == nil {
		return syscall.EINVAL
	}
	fd := file.pfd.Sysfd
	if fd < 0 {
		return &PathError{"close", file.name, ErrClosed}
	}
	file.pfd.Sysfd = -1
	_, err := call(sysClose, uintptr(fd), 0, 0, 0)
	return pathError("close", file.name, err)
}

func (f *File) Close() error {
	if f == nil {
		return ErrInvalid
	}
	return f.file.close()
}

// do makes a call on the open file.
func (f *File) do(op string, trap, b, c, d uintptr) (int, error) {
	if f == nil {
		return 0, ErrInvalid
	}
	if f.pfd.Sysfd < 0 {
		return 0, &PathError{op, f.name, ErrClosed}
	}
	n, err := call(trap, uintptr(f.pfd.Sysfd), b, c, d)
	if err != nil {
		return 0, &PathError{op, f.name, err}
	}
	return n, nil
}

func (f *File) Read(b []byte) (n int, err error) {
	n, err = f.do("read", sysRead, base(b), uintptr(len(b)), 0)
	if n == 0 && err == nil && len(b) > 0 {
		err = io.EOF
	}
	return
}

func (f *File) ReadAt(b []byte, off int64) (n int, err error) {
	if f != nil && off < 0 {
		return 0, &PathError{"readat", f.name, errors.New("negative offset")}
	}
	for len(b) > 0 {
		m, err := f.do("read", sysPread, base(b), uintptr(len(b)), uintptr(off))
		if err == nil && m == 0 {
			err = io.EOF
		}
		if err != nil {
			return n, err
		}
		n += m
		b = b[m:]
		off += int64(m)
	}
	return
}

func (f *File) Write(b []byte) (n int, err error) {
	for {
		m, err := f.do("write", sysWrite, base(b[n:]), uintptr(len(b)-n), 0)
		if err != nil {
			return n, err
		}
		n += m
		if n >= len(b) {
			return n, nil
		}
		if m == 0 {
			return n, &PathError{"write", f.name, io.ErrUnexpectedEOF}
		}
	}
}

var errWriteAtInAppendMode = errors.New("os: invalid use of WriteAt on file opened with O_APPEND")

func (f *File) WriteAt(b []byte, off int64) (n int, err error) {
	if f != nil {
		if f.appendMode {
			return 0, errWriteAtInAppendMode
		}
		if off < 0 {
			return 0, &PathError{"writeat", f.name, errors.New("negative offset")}
		}
	}
	for len(b) > 0 {
		m, err := f.do("write", sysPwrite, base(b), uintptr(len(b)), uintptr(off))
		if err != nil {
			return n, err
		}
		n += m
		b = b[m:]
		off += int64(m)
	}
	return
}

func (f *File) WriteString(s string) (n int, err error) { return f.Write([]byte(s)) }

func (f *File) Seek(offset int64, whence int) (ret int64, err error) {
	n, err := f.do("seek", sysLseek, uintptr(offset), uintptr(whence), 0)
	if err == nil && f.dirinfo != nil {
		f.dirinfo = nil
	}
	return int64(n), err
}

func (f *File) Chdir() error {
	_, err := f.do("chdir", sysFchdir, 0, 0, 0)
	return err
}

func (f *File) Chmod(mode FileMode) error {
	_, err := f.do("chmod", sysFchmod, syscallMode(mode), 0, 0)
	return err
}

func (f *File) Chown(uid, gid int) error {
	_, err := f.do("chown", sysFchown, uintptr(uid), uintptr(gid), 0)
	return err
}

func (f *File) Sync() error {
	_, err := f.do("sync", sysFsync, 0, 0, 0)
	return err
}

func (f *File) Truncate(size int64) error {
	_, err := f.do("truncate", sysFtruncate, uintptr(size), 0, 0)
	return err
}

func (f *File) Fd() uintptr {
	if f == nil {
		return ^uintptr(0)
	}
	return uintptr(f.pfd.Sysfd)
}

func (f *File) noDeadline() error {
	if f == nil {
		return ErrInvalid
	}
	return &PathError{"set deadline", f.name, ErrNoDeadline}
}

func (f *File) SetDeadline(t time.Time) error      { return f.noDeadline() }
func (f *File) SetReadDeadline(t time.Time) error  { return f.noDeadline() }
func (f *File) SetWriteDeadline(t time.Time) error { return f.noDeadline() }

// rawConn gives access to the descriptor.
type rawConn struct{ f *File }

func (c rawConn) Control(f func(uintptr)) error {
	f(c.f.Fd())
	return nil
}

func (c rawConn) Read(f func(uintptr) bool) error {
	for !f(c.f.Fd()) {
	}
	return nil
}

func (c rawConn) Write(f func(uintptr) bool) error { return c.Read(f) }

func (f *File) SyscallConn() (syscall.RawConn, error) {
	if f == nil {
		return nil, ErrInvalid
	}
	return rawConn{f}, nil
}

func Mkdir(name string, perm FileMode) error {
	_, err := pathCall(sysMkdir, name, syscallMode(perm), 0)
	return pathError("mkdir", name, err)
}

// MkdirAll makes path and the directories above it that are missing.
func MkdirAll(path string, perm FileMode) error {
	if dir, err := Stat(path); err == nil {
		if dir.IsDir() {
			return nil
		}
		return &PathError{"mkdir", path, enotdir}
	}
	i := len(path)
	for i > 0 && path[i-1] == '/' {
		i--
	}
	for i > 0 && path[i-1] != '/' {
		i--
	}
	if i > 1 {
		if err := MkdirAll(path[:i-1], perm); err != nil {
			return err
		}
	}
	err := Mkdir(path, perm)
	if err != nil {
		if dir, e := Lstat(path); e == nil && dir.IsDir() {
			return nil
		}
	}
	return err
}

func Chdir(dir string) error {
	_, err := pathCall(sysChdir, dir, 0, 0)
	return pathError("chdir", dir, err)
}

func Chmod(name string, mode FileMode) error {
	_, err := pathCall(sysChmod, name, syscallMode(mode), 0)
	return pathError("chmod", name, err)
}

func Chown(name string, uid, gid int) error {
	_, err := pathCall(sysChown, name, uintptr(uid), uintptr(gid))
	return pathError("chown", name, err)
}

func Lchown(name string, uid, gid int) error {
	_, err := pathCall(sysLchown, name, uintptr(uid), uintptr(gid))
	return pathError("lchown", name, err)
}

func Chtimes(name string, atime time.Time, mtime time.Time) error {
	times := [2][2]int64{
		{atime.Unix(), int64(atime.Nanosecond())},
		{mtime.Unix(), int64(mtime.Nanosecond())},
	}
	z, err := cstring(name)
	if err == nil {
		const atCwd = -100
		cwd := atCwd
		_, err = call(sysUtimensat, uintptr(cwd), base(z), uintptr(unsafe.Pointer(&times)), 0)
	}
	return pathError("chtimes", name, err)
}

func Rename(oldpath, newpath string) error {
	if fi, err := Lstat(newpath); err == nil && fi.IsDir() {
		if old, err := Lstat(oldpath); err != nil {
			return &LinkError{"rename", oldpath, newpath, underlying(err)}
		} else if newpath == oldpath || !SameFile(fi, old) {
			return &LinkError{"rename", oldpath, newpath, syscall.EEXIST}
		}
	}
	return linkError("rename", oldpath, newpath, pathsCall(sysRename, oldpath, newpath))
}

// Remove tries unlink and rmdir; the error of the one that fits is given.
func Remove(name string) error {
	_, err := pathCall(sysUnlink, name, 0, 0)
	if err == nil {
		return nil
	}
	_, dirErr := pathCall(sysRmdir, name, 0, 0)
	if dirErr == nil {
		return nil
	}
	if dirErr != enotdir {
		err = dirErr
	}
	return &PathError{"remove", name, err}
}

func RemoveAll(path string) error {
	if path == "" {
		return nil
	}
	if n := len(path); path[n-1] == '.' && (n == 1 || path[n-2] == '/') {
		return &PathError{"RemoveAll", path, syscall.EINVAL}
	}
	err := Remove(path)
	if err == nil || IsNotExist(err) {
		return nil
	}
	fi, serr := Lstat(path)
	if serr != nil {
		if IsNotExist(serr) {
			return nil
		}
		return serr
	}
	if !fi.IsDir() {
		return err
	}
	if f, e := Open(path); e == nil {
		names, _ := f.Readdirnames(-1)
		f.Close()
		for _, name := range names {
			if e := RemoveAll(path + "/" + name); e != nil {
				return e
			}
		}
	}
	if err = Remove(path); err != nil && IsNotExist(err) {
		return nil
	}
	return err
}

func Link(oldname, newname string) error {
	return linkError("link", oldname, newname, pathsCall(sysLink, oldname, newname))
}

func Symlink(oldname, newname string) error {
	return linkError("symlink", oldname, newname, pathsCall(sysSymlink, oldname, newname))
}

func Readlink(name string) (string, error) {
	for size := 128; ; size *= 2 {
		b := make([]byte, size)
		n, err := pathCall(sysReadlink, name, base(b), uintptr(size))
		if err != nil {
			return "", &PathError{"readlink", name, err}
		}
		if n < size {
			return string(b[:n]), nil
		}
	}
}

func Truncate(name string, size int64) error {
	_, err := pathCall(sysTruncate, name, uintptr(size), 0)
	return pathError("truncate", name, err)
}

func Pipe() (r *File, w *File, err error) {
	var p [2]int32
	if _, err := call(sysPipe2, uintptr(unsafe.Pointer(&p)), oCloexec, 0, 0); err != nil {
		return nil, nil, NewSyscallError("pipe2", err)
	}
	return NewFile(uintptr(p[0]), "|0"), NewFile(uintptr(p[1]), "|1"), nil
}

func TempDir() string {
	if dir := Getenv("TMPDIR"); dir != "" {
		return dir
	}
	return "/tmp"
}

func UserHomeDir() (string, error) {
	if dir := Getenv("HOME"); dir != "" {
		return dir, nil
	}
	return "", errors.New("$HOME is not defined")
}

func userDir(variable, below string) (string, error) {
	if dir := Getenv(variable); dir != "" {
		return dir, nil
	}
	if dir := Getenv("HOME"); dir != "" {
		return dir + below, nil
	}
	return "", errors.New("neither $" + variable + " nor $HOME are defined")
}

func UserCacheDir() (string, error)  { return userDir("XDG_CACHE_HOME", "/.cache") }
func UserConfigDir() (string, error) { return userDir("XDG_CONFIG_HOME", "/.config") }

// Getwd gives $PWD if that is where we are.
func Getwd() (dir string, err error) {
	if dir = Getenv("PWD"); dir != "" && dir[0] == '/' {
		if here, err := Stat("."); err == nil {
			if there, err := Stat(dir); err == nil && SameFile(here, there) {
				return dir, nil
			}
		}
	}
	var buf [4096]byte
	n, err := call(sysGetcwd, uintptr(unsafe.Pointer(&buf)), uintptr(len(buf)), 0, 0)
	if err != nil {
		return "", NewSyscallError("getwd", err)
	}
	return string(buf[:n-1]), nil
}

func IsPathSeparator(c uint8) bool { return c == PathSeparator }
