package time

func Sleep(d Duration)

type runtimeTimer struct {
	tb uintptr
	i  int

	when   int64
	period int64
	f      func(interface{}, uintptr)
	arg    interface{}
	seq    uintptr
}

type Timer struct {
	C <-chan Time
	r runtimeTimer
}

//go9:esc t=heap
func (t *Timer) Stop() bool

func NewTimer(d Duration) *Timer

//go9:esc t=heap
func (t *Timer) Reset(d Duration) bool

//line $GOROOT/src/time/sleep.go:154
func After(d Duration) <-chan Time {
	return NewTimer(d).C
}

func AfterFunc(d Duration, f func()) *Timer
