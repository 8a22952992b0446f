// sema.go: what package sync sleeps on.
//
// A semaphore is a counter in the user's memory; goroutines that wait for it are found by its address in
// a small table of queues. notifyList is the queue of a sync.Cond: tickets are drawn before the
// lock is released, so that a signal in between is not lost.
package runtime

import "unsafe"

const semaBuckets = 251

// semaTable holds those who wait, by address; queues of different addresses share a bucket.
var semaTable [semaBuckets]waitq

func semaBucket(addr *uint32) *waitq {
	return &semaTable[(uintptr(unsafe.Pointer(addr))>>3)%semaBuckets]
}

// semacquire takes one unit, waiting until there is one. lifo: in front of those who wait already.
func semacquire(addr *uint32, lifo bool) {
	if *addr > 0 {
		*addr--
		return
	}
	gp := getg()
	for {
		s := acquireSudog()
		s.g = gp
		s.elem = unsafe.Pointer(addr)
		q := semaBucket(addr)
		q.enqueue(s)
		if lifo {
			q.toFront(s)
		}
		gopark("semacquire")
		granted := s.ticket != 0
		releaseSudog(s)
		if granted {
			return
		}
		if *addr > 0 {
			*addr--
			return
		}
	}
}

// toFront moves s, the last of the queue, to its start.
func (q *waitq) toFront(s *sudog) {
	if q.first == s {
		return
	}
	q.remove(s)
	s.next = q.first
	q.first.prev = s
	q.first = s
}

// semrelease gives one unit back and wakes the first who waits for it; with handoff, that one gets the unit
// at once and nobody can take it before.
func semrelease(addr *uint32, handoff bool) {
	*addr++
	q := semaBucket(addr)
	for s := q.first; s != nil; s = s.next {
		if s.elem == unsafe.Pointer(addr) {
			q.remove(s)
			s.elem = nil
			if handoff {
				*addr--
				s.ticket = 1
			}
			goready(s.g)
			return
		}
	}
}

//go:linkname sync_runtime_Semacquire sync.runtime_Semacquire
func sync_runtime_Semacquire(addr *uint32) {
	semacquire(addr, false)
}

//go:linkname sync_runtime_SemacquireMutex sync.runtime_SemacquireMutex
func sync_runtime_SemacquireMutex(addr *uint32, lifo bool, skipframes int) {
	semacquire(addr, lifo)
}

//go:linkname sync_runtime_Semrelease sync.runtime_Semrelease
func sync_runtime_Semrelease(addr *uint32, handoff bool, skipframes int) {
	semrelease(addr, handoff)
}

//go:linkname sync_runtime_canSpin sync.runtime_canSpin
func sync_runtime_canSpin(i int) bool {
	return false // nobody else can make progress meanwhile
}

//go:linkname sync_runtime_doSpin sync.runtime_doSpin
func sync_runtime_doSpin() {}

//go:linkname sync_nanotime sync.runtime_nanotime
func sync_nanotime() int64 {
	return nanotime()
}

//go:linkname sync_throw sync.throw
func sync_throw(s string) {
	throw(s)
}

// notifyList is sync's type of that name.
type notifyList struct {
	wait   uint32 // next ticket
	notify uint32 // first ticket that was not notified
	lock   uintptr
	head   *sudog
	tail   *sudog
}

// ticketLess compares tickets, which wrap around.
func ticketLess(a, b uint32) bool {
	return int32(a-b) < 0
}

//go:linkname notifyListAdd sync.runtime_notifyListAdd
func notifyListAdd(l *notifyList) uint32 {
	l.wait++
	return l.wait - 1
}

//go:linkname notifyListWait sync.runtime_notifyListWait
func notifyListWait(l *notifyList, ticket uint32) {
	if ticketLess(ticket, l.notify) {
		return // notified since
	}
	s := acquireSudog()
	s.g = getg()
	s.ticket = ticket
	if l.tail == nil {
		l.head = s
	} else {
		l.tail.next = s
	}
	l.tail = s
	gopark("sync.Cond.Wait")
	releaseSudog(s)
}

//go:linkname notifyListNotifyAll sync.runtime_notifyListNotifyAll
func notifyListNotifyAll(l *notifyList) {
	s := l.head
	l.head, l.tail = nil, nil
	l.notify = l.wait
	for s != nil {
		next := s.next
		s.next = nil
		goready(s.g)
		s = next
	}
}

//go:linkname notifyListNotifyOne sync.runtime_notifyListNotifyOne
func notifyListNotifyOne(l *notifyList) {
	if l.wait == l.notify {
		return
	}
	ticket := l.notify
	l.notify++
	var prev *sudog
	for s := l.head; s != nil; prev, s = s, s.next {
		if s.ticket != ticket {
			continue
		}
		if prev == nil {
			l.head = s.next
		} else {
			prev.next = s.next
		}
		if l.tail == s {
			l.tail = prev
		}
		s.next = nil
		goready(s.g)
		return
	}
}

//go:linkname notifyListCheck sync.runtime_notifyListCheck
func notifyListCheck(size uintptr) {
	if size != unsafe.Sizeof(notifyList{}) {
		throw("bad notifyList size")
	}
}
