package sync

import (
	"internal/race"
	"sync/atomic"
	"unsafe"
)

type Mutex struct {
	state int32
	sema  uint32
}

//line $GOROOT/src/sync/mutex.go:37
const (
	mutexLocked = 1 << iota
	mutexWoken
	mutexStarving
	mutexWaiterShift = iota
)

//line $GOROOT/src/sync/mutex.go:72
func (m *Mutex) Lock() {
//line $GOROOT/src/sync/mutex.go:74
	if atomic.CompareAndSwapInt32(&m.state, 0, mutexLocked) {
		if race.Enabled {
			race.Acquire(unsafe.Pointer(m))
		}
		return
	}
//line $GOROOT/src/sync/mutex.go:81
	m.lockSlow()
}

func (m *Mutex) lockSlow()

//line $GOROOT/src/sync/mutex.go:179
func (m *Mutex) Unlock() {
	if race.Enabled {
		_ = m.state
		race.Release(unsafe.Pointer(m))
	}
//line $GOROOT/src/sync/mutex.go:186
	new := atomic.AddInt32(&m.state, -mutexLocked)
	if new != 0 {
//line $GOROOT/src/sync/mutex.go:190
		m.unlockSlow(new)
	}
}

func (m *Mutex) unlockSlow(new int32)
