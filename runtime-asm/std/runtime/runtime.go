package runtime

const (
	Compiler = "gc"
	GOOS     = "linux"
	GOARCH   = "amd64"
)

type Error interface {
	error
	RuntimeError()
}

type TypeAssertionError struct {
	_interface    *uint8
	concrete      *uint8
	asserted      *uint8
	missingMethod string
}

func (*TypeAssertionError) RuntimeError()

func (e *TypeAssertionError) Error() string

func GC()

func Goexit()

func Gosched()

func GOMAXPROCS(n int) int

func GOROOT() string

func NumCPU() int

func NumCgoCall() int64

func NumGoroutine() int

func LockOSThread()

func UnlockOSThread()

func Version() string

func Breakpoint()

//go9:esc x=heap
func KeepAlive(x interface{})

func SetFinalizer(obj interface{}, finalizer interface{})

func Caller(skip int) (pc uintptr, file string, line int, ok bool)

//go9:esc pc=none
func Callers(skip int, pc []uintptr) int

//go9:esc buf=none
func Stack(buf []byte, all bool) int

type Func struct {
	opaque struct{}
}

func FuncForPC(pc uintptr) *Func

//go9:esc f=content
func (f *Func) Name() string

//go9:esc f=none
func (f *Func) Entry() uintptr

//go9:esc f=content
func (f *Func) FileLine(pc uintptr) (file string, line int)

type Frame struct {
	PC       uintptr
	Func     *Func
	Function string
	File     string
	Line     int
	Entry    uintptr
	funcInfo struct {
		f     *uint8
		datap *uint8
	}
}

type Frames struct {
	callers    []uintptr
	frames     []Frame
	frameStore [2]Frame
}

func CallersFrames(callers []uintptr) *Frames

//go9:esc ci=content
func (ci *Frames) Next() (frame Frame, more bool)

type MemStats struct {
	Alloc         uint64
	TotalAlloc    uint64
	Sys           uint64
	Lookups       uint64
	Mallocs       uint64
	Frees         uint64
	HeapAlloc     uint64
	HeapSys       uint64
	HeapIdle      uint64
	HeapInuse     uint64
	HeapReleased  uint64
	HeapObjects   uint64
	StackInuse    uint64
	StackSys      uint64
	MSpanInuse    uint64
	MSpanSys      uint64
	MCacheInuse   uint64
	MCacheSys     uint64
	BuckHashSys   uint64
	GCSys         uint64
	OtherSys      uint64
	NextGC        uint64
	LastGC        uint64
	PauseTotalNs  uint64
	PauseNs       [256]uint64
	PauseEnd      [256]uint64
	NumGC         uint32
	NumForcedGC   uint32
	GCCPUFraction float64
	EnableGC      bool
	DebugGC       bool
	BySize        [61]struct {
		Size    uint32
		Mallocs uint64
		Frees   uint64
	}
}

//go9:esc m=heap
func ReadMemStats(m *MemStats)
