// time.go: sleeping and timers.
//
// Timers form a binary heap by time; those that are due at the same time run in the order in which they
// were started. The scheduler runs what is due between two goroutines, on g0, and sleeps until the first
// is due when nothing else can run. The record is package time's runtimeTimer.
package runtime

import _ "unsafe" // for go:linkname


type timer struct {
	order  uint64 // when it was started, counted
	i      int    // place in the heap plus 1; 0: not in it
	when   int64  // nanotime at which f is to be called
	period int64  // if positive, it starts again
	f      func(interface{}, uintptr)
	arg    interface{}
	seq    uintptr
}

var (
	timers     []*timer
	timerOrder uint64
)

func (t *timer) before(u *timer) bool {
	return t.when < u.when || t.when == u.when && t.order < u.order
}

// place puts t at i of the heap.
func (t *timer) place(i int) {
	timers[i] = t
	t.i = i + 1
}

func siftUp(i int) {
	t := timers[i]
	for i > 0 {
		parent := (i - 1) / 2
		if !t.before(timers[parent]) {
			break
		}
		timers[parent].place(i)
		i = parent
	}
	t.place(i)
}

func siftDown(i int) {
	t := timers[i]
	for {
		child := 2*i + 1
		if child >= len(timers) {
			break
		}
		if child+1 < len(timers) && timers[child+1].before(timers[child]) {
			child++
		}
		if !timers[child].before(t) {
			break
		}
		timers[child].place(i)
		i = child
	}
	t.place(i)
}

func addtimer(t *timer) {
	if t.when < 0 {
		t.when = 1<<63 - 1
	}
	timerOrder++
	t.order = timerOrder
	timers = append(timers, t)
	siftUp(len(timers) - 1)
	limitTurns()
}

// deltimer stops t and tells whether it was waiting.
func deltimer(t *timer) bool {
	if t.i == 0 || t.i > len(timers) || timers[t.i-1] != t {
		return false
	}
	i := t.i - 1
	last := len(timers) - 1
	moved := timers[last]
	timers[last] = nil
	timers = timers[:last]
	if i != last {
		moved.place(i)
		siftUp(i)
		siftDown(moved.i - 1)
	}
	t.i = 0
	return true
}

// runtimers calls what is due. On g0.
func runtimers(now int64) {
	for len(timers) > 0 {
		t := timers[0]
		if t.when > now {
			return
		}
		if t.period > 0 {
			t.when += t.period * (1 + (now-t.when)/t.period)
			siftDown(0)
		} else {
			deltimer(t)
		}
		t.f(t.arg, t.seq)
	}
}

// timeSleep is time.Sleep.
//go:linkname timeSleep time.Sleep
func timeSleep(ns int64) {
	if ns <= 0 {
		Gosched()
		return
	}
	gp := getg()
	t := new(timer)
	t.when = nanotime() + ns
	t.f = wakeSleeper
	t.arg = gp
	addtimer(t)
	gopark("sleep")
}

func wakeSleeper(arg interface{}, seq uintptr) {
	goready(arg.(*g))
}

//go:linkname startTimer time.startTimer
func startTimer(t *timer) {
	addtimer(t)
}

//go:linkname stopTimer time.stopTimer
func stopTimer(t *timer) bool {
	return deltimer(t)
}

//go:linkname resetTimer time.resetTimer
func resetTimer(t *timer, when int64) {
	deltimer(t)
	t.when = when
	addtimer(t)
}

//go:linkname timeNow time.now
func timeNow() (sec int64, nsec int32, mono int64) {
	sec, nsec = walltime()
	return sec, nsec, nanotime()
}

//go:linkname timeRuntimeNano time.runtimeNano
func timeRuntimeNano() int64 {
	return nanotime()
}

