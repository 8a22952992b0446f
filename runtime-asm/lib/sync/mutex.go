// mutex.go: the slow paths of Mutex, and RWMutex. A Mutex is a word and a semaphore: bit 0 says
// locked, bit 1 that a waiter has been woken, bit 2 that waiters starve, the rest counts waiters. The
// lock is handed over, first come first served, once a waiter has waited longer than a millisecond.

package sync

import "sync/atomic"

// In package runtime. A goroutine sleeps until the counter at s is positive, then takes one off; lifo
// puts it in front of the queue. Release with handoff gives the waiter the processor at once.
func runtime_Semacquire(s *uint32)
func runtime_SemacquireMutex(s *uint32, lifo bool, skipframes int)
func runtime_Semrelease(s *uint32, handoff bool, skipframes int)
func runtime_nanotime() int64
func throw(text string)

const starvation = 1e6 // nanoseconds

func (m *Mutex) lockSlow() {
	var since int64
	starving, awoke := false, false
	old := m.state
	for {
		// One thread: spinning for the holder to leave is of no use.
		state := old
		if old&mutexStarving == 0 {
			state |= mutexLocked // newcomers of a starving mutex queue up
		}
		if old&(mutexLocked|mutexStarving) != 0 {
			state += 1 << mutexWaiterShift
		}
		if starving && old&mutexLocked != 0 {
			state |= mutexStarving
		}
		if awoke {
			if state&mutexWoken == 0 {
				throw("sync: inconsistent mutex state")
			}
			state &^= mutexWoken
		}
		if !atomic.CompareAndSwapInt32(&m.state, old, state) {
			old = m.state
			continue
		}
		if old&(mutexLocked|mutexStarving) == 0 {
			return
		}
		again := since != 0
		if !again {
			since = runtime_nanotime()
		}
		runtime_SemacquireMutex(&m.sema, again, 1)
		starving = starving || runtime_nanotime()-since > starvation
		old = m.state
		if old&mutexStarving != 0 {
			// The lock is ours by handing over, though the bit is not set.
			if old&(mutexLocked|mutexWoken) != 0 || old>>mutexWaiterShift == 0 {
				throw("sync: inconsistent mutex state")
			}
			delta := int32(mutexLocked - 1<<mutexWaiterShift)
			if !starving || old>>mutexWaiterShift == 1 {
				delta -= mutexStarving
			}
			atomic.AddInt32(&m.state, delta)
			return
		}
		awoke = true
	}
}

func (m *Mutex) unlockSlow(new int32) {
	if (new+mutexLocked)&mutexLocked == 0 {
		throw("sync: unlock of unlocked mutex")
	}
	if new&mutexStarving != 0 {
		runtime_Semrelease(&m.sema, true, 1)
		return
	}
	for old := new; ; old = m.state {
		if old>>mutexWaiterShift == 0 || old&(mutexLocked|mutexWoken|mutexStarving) != 0 {
			return // nobody waits, or someone is on the way
		}
		if atomic.CompareAndSwapInt32(&m.state, old, (old-1<<mutexWaiterShift)|mutexWoken) {
			runtime_Semrelease(&m.sema, false, 1)
			return
		}
	}
}

// maxReaders is taken off readerCount while a writer waits or writes.
const maxReaders = 1 << 30

func (rw *RWMutex) RLock() {
	if atomic.AddInt32(&rw.readerCount, 1) < 0 {
		runtime_SemacquireMutex(&rw.readerSem, false, 0)
	}
}

func (rw *RWMutex) RUnlock() {
	if r := atomic.AddInt32(&rw.readerCount, -1); r < 0 {
		if r+1 == 0 || r+1 == -maxReaders {
			throw("sync: RUnlock of unlocked RWMutex")
		}
		if atomic.AddInt32(&rw.readerWait, -1) == 0 {
			runtime_Semrelease(&rw.writerSem, false, 1) // the last reader lets the writer in
		}
	}
}

func (rw *RWMutex) Lock() {
	rw.w.Lock()
	r := atomic.AddInt32(&rw.readerCount, -maxReaders) + maxReaders
	if r != 0 && atomic.AddInt32(&rw.readerWait, r) != 0 {
		runtime_SemacquireMutex(&rw.writerSem, false, 0)
	}
}

func (rw *RWMutex) Unlock() {
	r := atomic.AddInt32(&rw.readerCount, maxReaders)
	if r >= maxReaders {
		throw("sync: Unlock of unlocked RWMutex")
	}
	for ; r > 0; r-- {
		runtime_Semrelease(&rw.readerSem, false, 0)
	}
	rw.w.Unlock()
}

func (r *rlocker) Lock()   { (*RWMutex)(r).RLock() }
func (r *rlocker) Unlock() { (*RWMutex)(r).RUnlock() }

func (o *Once) doSlow(f func()) {
	o.m.Lock()
	defer o.m.Unlock()
	if o.done == 0 {
		defer atomic.StoreUint32(&o.done, 1)
		f()
	}
}
