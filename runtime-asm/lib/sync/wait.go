// wait.go: WaitGroup and Cond.

package sync

import (
	"sync/atomic"
	"unsafe"
)

// state gives the group's 64-bit counter (tasks in the high half, waiters in the low one) and its
// semaphore: the counter lies at whichever word is aligned to 8 bytes.
func (wg *WaitGroup) state() (counter *uint64, sema *uint32) {
	if uintptr(unsafe.Pointer(&wg.state1))%8 == 0 {
		return (*uint64)(unsafe.Pointer(&wg.state1)), &wg.state1[2]
	}
	return (*uint64)(unsafe.Pointer(&wg.state1[1])), &wg.state1[0]
}

func (wg *WaitGroup) Add(delta int) {
	counter, sema := wg.state()
	state := atomic.AddUint64(counter, uint64(delta)<<32)
	tasks, waiters := int32(state>>32), uint32(state)
	if tasks < 0 {
		panic("sync: negative WaitGroup counter")
	}
	if waiters != 0 && delta > 0 && tasks == int32(delta) {
		panic("sync: WaitGroup misuse: Add called concurrently with Wait")
	}
	if tasks > 0 || waiters == 0 {
		return
	}
	if *counter != state {
		panic("sync: WaitGroup misuse: Add called concurrently with Wait")
	}
	*counter = 0
	for ; waiters != 0; waiters-- {
		runtime_Semrelease(sema, false, 0)
	}
}

func (wg *WaitGroup) Wait() {
	counter, sema := wg.state()
	for {
		state := atomic.LoadUint64(counter)
		if int32(state>>32) == 0 {
			return
		}
		if atomic.CompareAndSwapUint64(counter, state, state+1) {
			runtime_Semacquire(sema)
			if *counter != 0 {
				panic("sync: WaitGroup is reused before previous Wait has returned")
			}
			return
		}
	}
}

// In package runtime: a queue of goroutines with tickets.
func runtime_notifyListAdd(l *notifyList) uint32
func runtime_notifyListWait(l *notifyList, t uint32)
func runtime_notifyListNotifyAll(l *notifyList)
func runtime_notifyListNotifyOne(l *notifyList)

// check panics if the Cond lies elsewhere than at its first use.
func (c *copyChecker) check() {
	self := uintptr(unsafe.Pointer(c))
	if uintptr(*c) != self && !atomic.CompareAndSwapUintptr((*uintptr)(c), 0, self) && uintptr(*c) != self {
		panic("sync.Cond is copied")
	}
}

func (c *Cond) Wait() {
	c.checker.check()
	t := runtime_notifyListAdd(&c.notify)
	c.L.Unlock()
	runtime_notifyListWait(&c.notify, t)
	c.L.Lock()
}

func (c *Cond) Signal() {
	c.checker.check()
	runtime_notifyListNotifyOne(&c.notify)
}

func (c *Cond) Broadcast() {
	c.checker.check()
	runtime_notifyListNotifyAll(&c.notify)
}
