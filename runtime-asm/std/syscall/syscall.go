package syscall

type Errno uintptr

func (e Errno) Error() string

func (e Errno) Is(target error) bool

func (e Errno) Temporary() bool

func (e Errno) Timeout() bool

type Signal int

const (
	SIGHUP  = Signal(0x1)
	SIGINT  = Signal(0x2)
	SIGQUIT = Signal(0x3)
	SIGABRT = Signal(0x6)
	SIGKILL = Signal(0x9)
	SIGUSR1 = Signal(0xa)
	SIGSEGV = Signal(0xb)
	SIGUSR2 = Signal(0xc)
	SIGPIPE = Signal(0xd)
	SIGALRM = Signal(0xe)
	SIGTERM = Signal(0xf)
)

const (
	ENOENT = Errno(0x2)
	EINTR  = Errno(0x4)
	EAGAIN = Errno(0xb)
	EACCES = Errno(0xd)
	EEXIST = Errno(0x11)
	EINVAL = Errno(0x16)
)

var (
	Stdin  = 0
	Stdout = 1
	Stderr = 2
)

func (s Signal) Signal() {}

func (s Signal) String() string

type RawConn interface {
	Control(f func(fd uintptr)) error
	Read(f func(fd uintptr) (done bool)) error
	Write(f func(fd uintptr) (done bool)) error
}

type SysProcAttr struct {
	Chroot string
}

func Syscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err Errno)

func Syscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err Errno)

func Exit(code int)

func Getpid() (pid int)

//go9:esc p=none
func Write(fd int, p []byte) (n int, err error)

//go9:esc p=none
func Read(fd int, p []byte) (n int, err error)

func init()
