// sleep.go: timers. The runtime keeps a queue of runtimeTimers and calls f(arg, seq) on its own stack
// when one is due, so f must not block.

package time

import "errors"

// In package runtime.
func Sleep(d Duration)
func startTimer(t *runtimeTimer)
func stopTimer(t *runtimeTimer) bool
func runtimeNano() int64
func now() (sec int64, nsec int32, mono int64)

// due is the moment d from now, as the monotonic clock counts.
func due(d Duration) int64 {
	if d <= 0 {
		return runtimeNano()
	}
	t := runtimeNano() + int64(d)
	if t < 0 {
		t = 1<<63 - 1
	}
	return t
}

// sendTime drops the tick if nobody has taken the last one.
func sendTime(c interface{}, seq uintptr) {
	select {
	case c.(chan Time) <- Now():
	default:
	}
}

func goFunc(arg interface{}, seq uintptr) { go arg.(func())() }

func NewTimer(d Duration) *Timer {
	c := make(chan Time, 1)
	t := &Timer{C: c, r: runtimeTimer{when: due(d), f: sendTime, arg: c}}
	startTimer(&t.r)
	return t
}

func AfterFunc(d Duration, f func()) *Timer {
	t := &Timer{r: runtimeTimer{when: due(d), f: goFunc, arg: f}}
	startTimer(&t.r)
	return t
}

func (t *Timer) Stop() bool {
	if t.r.f == nil {
		panic("time: Stop called on uninitialized Timer")
	}
	return stopTimer(&t.r)
}

func (t *Timer) Reset(d Duration) bool {
	if t.r.f == nil {
		panic("time: Reset called on uninitialized Timer")
	}
	when := due(d)
	active := stopTimer(&t.r)
	t.r.when = when
	startTimer(&t.r)
	return active
}

func NewTicker(d Duration) *Ticker {
	if d <= 0 {
		panic(errors.New("non-positive interval for NewTicker"))
	}
	c := make(chan Time, 1)
	t := &Ticker{C: c, r: runtimeTimer{when: due(d), period: int64(d), f: sendTime, arg: c}}
	startTimer(&t.r)
	return t
}

func (t *Ticker) Stop() { stopTimer(&t.r) }

func Tick(d Duration) <-chan Time {
	if d <= 0 {
		return nil
	}
	return NewTicker(d).C
}
