package os

import (
	"errors"
	"io"
	"syscall"
	"time"
)

const (
	O_RDONLY int = 0x0
	O_WRONLY int = 0x1
	O_RDWR   int = 0x2
	O_APPEND int = 0x400
	O_CREATE int = 0x40
	O_EXCL   int = 0x80
	O_SYNC   int = 0x101000
	O_TRUNC  int = 0x200
)

const (
	SEEK_SET int = 0
	SEEK_CUR int = 1
	SEEK_END int = 2
)

const (
	PathSeparator     = '/'
	PathListSeparator = ':'
	DevNull           = "/dev/null"
)

type LinkError struct {
	Op  string
	Old string
	New string
	Err error
}

func (e *LinkError) Error() string

func (e *LinkError) Unwrap() error

var (
	Stdin  = NewFile(uintptr(0), "/dev/stdin")
	Stdout = NewFile(uintptr(1), "/dev/stdout")
	Stderr = NewFile(uintptr(2), "/dev/stderr")
)

type File struct {
	*file
}

type pollFD struct {
	state         uint64
	rsema         uint32
	wsema         uint32
	Sysfd         int
	runtimeCtx    uintptr
	iovecs        uintptr
	csema         uint32
	isBlocking    uint32
	IsStream      bool
	ZeroReadIsEOF bool
	isFile        bool
}

type dirInfo struct {
	buf  []byte
	nbuf int
	bufp int
}

type file struct {
	pfd         pollFD
	name        string
	dirinfo     *dirInfo
	nonblock    bool
	stdoutOrErr bool
	appendMode  bool
}

func (file *file) close() error

//line $GOROOT/src/os/file.go:54
func (f *File) Name() string { return f.name }

//go9:esc f=content b=none
func (f *File) Read(b []byte) (n int, err error)

//go9:esc f=content b=none
func (f *File) ReadAt(b []byte, off int64) (n int, err error)

//go9:esc f=content b=none
func (f *File) Write(b []byte) (n int, err error)

//go9:esc f=content b=none
func (f *File) WriteAt(b []byte, off int64) (n int, err error)

//go9:esc f=content
func (f *File) Seek(offset int64, whence int) (ret int64, err error)

//go9:esc f=content s=none
func (f *File) WriteString(s string) (n int, err error)

//go9:esc f=content
func (f *File) Close() error

//go9:esc f=content
func (f *File) Chdir() error

//go9:esc f=content
func (f *File) Chmod(mode FileMode) error

//go9:esc f=content
func (f *File) Chown(uid, gid int) error

//go9:esc f=content
func (f *File) Fd() uintptr

//go9:esc f=content
func (f *File) Readdir(n int) ([]FileInfo, error)

//go9:esc f=content
func (f *File) Readdirnames(n int) (names []string, err error)

func (f *File) SetDeadline(t time.Time) error

func (f *File) SetReadDeadline(t time.Time) error

func (f *File) SetWriteDeadline(t time.Time) error

//go9:esc f=content
func (f *File) Stat() (FileInfo, error)

//go9:esc f=content
func (f *File) Sync() error

func (f *File) SyscallConn() (syscall.RawConn, error)

//go9:esc f=content
func (f *File) Truncate(size int64) error

func NewFile(fd uintptr, name string) *File

//line $GOROOT/src/os/file.go:286
func Open(name string) (*File, error) {
	return OpenFile(name, O_RDONLY, 0)
}

//line $GOROOT/src/os/file.go:295
func Create(name string) (*File, error) {
	return OpenFile(name, O_RDWR|O_CREATE|O_TRUNC, 0666)
}

func OpenFile(name string, flag int, perm FileMode) (*File, error)

func Mkdir(name string, perm FileMode) error

func MkdirAll(path string, perm FileMode) error

func Chdir(dir string) error

func Chmod(name string, mode FileMode) error

func Chown(name string, uid, gid int) error

func Lchown(name string, uid, gid int) error

func Chtimes(name string, atime time.Time, mtime time.Time) error

func Rename(oldpath, newpath string) error

func Remove(name string) error

func RemoveAll(path string) error

func Link(oldname, newname string) error

func Symlink(oldname, newname string) error

func Readlink(name string) (string, error)

func Truncate(name string, size int64) error

func Pipe() (r *File, w *File, err error)

func TempDir() string

func UserCacheDir() (string, error)

func UserConfigDir() (string, error)

func UserHomeDir() (string, error)

func Getwd() (dir string, err error)

func Hostname() (name string, err error)

func Stat(name string) (FileInfo, error)

func Lstat(name string) (FileInfo, error)

func IsPathSeparator(c uint8) bool

var _ io.Reader

var _ = errors.New

func init()
