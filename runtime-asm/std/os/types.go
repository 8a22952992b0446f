package os

import (
	"syscall"
	"time"
)

type FileInfo interface {
	Name() string
	Size() int64
	Mode() FileMode
	ModTime() time.Time
	IsDir() bool
	Sys() interface{}
}

type FileMode uint32

const (
	ModeDir FileMode = 1 << (32 - 1 - iota)
	ModeAppend
	ModeExclusive
	ModeTemporary
	ModeSymlink
	ModeDevice
	ModeNamedPipe
	ModeSocket
	ModeSetuid
	ModeSetgid
	ModeCharDevice
	ModeSticky
	ModeIrregular

	ModeType = ModeDir | ModeSymlink | ModeNamedPipe | ModeSocket | ModeDevice | ModeCharDevice | ModeIrregular

	ModePerm FileMode = 0777
)

func (m FileMode) String() string

//line $GOROOT/src/os/types.go:93
func (m FileMode) IsDir() bool {
	return m&ModeDir != 0
}

//line $GOROOT/src/os/types.go:99
func (m FileMode) IsRegular() bool {
	return m&ModeType == 0
}

//line $GOROOT/src/os/types.go:104
func (m FileMode) Perm() FileMode {
	return m & ModePerm
}

func SameFile(fi1, fi2 FileInfo) bool

type Signal interface {
	String() string
	Signal()
}

var (
	Interrupt Signal = syscall.SIGINT
	Kill      Signal = syscall.SIGKILL
)

type ProcAttr struct {
	Dir   string
	Env   []string
	Files []*File
	Sys   *syscall.SysProcAttr
}

type Process struct {
	Pid    int
	handle uintptr
	isdone uint32
}

type ProcessState struct {
	pid int
}

func FindProcess(pid int) (*Process, error)

func StartProcess(name string, argv []string, attr *ProcAttr) (*Process, error)

func (p *Process) Release() error

func (p *Process) Kill() error

func (p *Process) Wait() (*ProcessState, error)

func (p *Process) Signal(sig Signal) error

func (p *ProcessState) Exited() bool

func (p *ProcessState) ExitCode() int

func (p *ProcessState) Pid() int

func (p *ProcessState) Success() bool

func (p *ProcessState) String() string
