// chan.go: channels.
//
// A channel is a ring of values and two queues of goroutines that wait. If a receiver waits, the
// ring is empty; if a sender waits, it is full (or there is none). So a send either hands its value to a
// waiting receiver, or stores it, or waits; a receive takes from the ring (letting a waiting sender
// refill it), or from a waiting sender, or waits. Closing wakes everybody.
//
// The compiler knows the first two words (len and cap) and calls makechan, chansend1, chanrecv1,
// chanrecv2, closechan, and for select with one case and default selectnbsend, selectnbrecv and selectnbrecv2.
package runtime

import "unsafe"

type hchan struct {
	qcount   uint           // 0: values in the ring
	dataqsiz uint           // 8: size of the ring
	buf      unsafe.Pointer // dataqsiz values
	elemsize uint16
	closed   bool
	elemtype *_type
	sendx    uint // where the next value goes
	recvx    uint // where the next value is
	recvq    waitq
	sendq    waitq
}

// waitq is a queue of waiting goroutines, in order of arrival.
type waitq struct {
	first *sudog
	last  *sudog
}

func (q *waitq) enqueue(s *sudog) {
	s.next = nil
	s.prev = q.last
	if q.last == nil {
		q.first = s
	} else {
		q.last.next = s
	}
	q.last = s
}

// remove takes s out if it is in the queue.
func (q *waitq) remove(s *sudog) {
	if s.prev == nil && q.first != s {
		return
	}
	if s.prev != nil {
		s.prev.next = s.next
	} else {
		q.first = s.next
	}
	if s.next != nil {
		s.next.prev = s.prev
	} else {
		q.last = s.prev
	}
	s.next, s.prev = nil, nil
}

// dequeue takes the first goroutine that still waits: one in a select may have been woken by another
// channel already, and takes itself out of the other queues when it runs.
func (q *waitq) dequeue() *sudog {
	for {
		s := q.first
		if s == nil {
			return nil
		}
		q.remove(s)
		if s.isSelect {
			if s.g.selectDone {
				continue
			}
			s.g.selectDone = true
		}
		return s
	}
}

// sudogFree holds records for reuse. They are no part of the collected heap: whatever they
// point to is held by the goroutine that waits.
var sudogFree *sudog

func acquireSudog() *sudog {
	s := sudogFree
	if s == nil {
		systemstack(func() {
			s = (*sudog)(persistentalloc(unsafe.Sizeof(sudog{}), 8))
		})
		return s
	}
	sudogFree = s.next
	s.next = nil
	return s
}

func releaseSudog(s *sudog) {
	*s = sudog{next: sudogFree}
	sudogFree = s
}

const hchanSize = unsafe.Sizeof(hchan{})

// makechan implements make(chan T, size).
func makechan(t *chantype, size int) *hchan {
	elem := t.elem
	if elem.size >= 1<<16 {
		throw("makechan: invalid channel element type")
	}
	if size < 0 || elem.size != 0 && uintptr(size) > (maxAlloc-hchanSize)/elem.size {
		panic(plainError("makechan: size out of range"))
	}
	var c *hchan
	if elem.ptrdata == 0 {
		// Nothing in it for the collector to follow: one piece, the ring behind the header.
		c = (*hchan)(mallocgc(hchanSize+uintptr(size)*elem.size, nil, true))
		c.buf = unsafe.Pointer(uintptr(unsafe.Pointer(c)) + hchanSize)
	} else {
		c = new(hchan)
		if size > 0 {
			c.buf = mallocgc(uintptr(size)*elem.size, elem, true)
		}
	}
	c.elemsize = uint16(elem.size)
	c.elemtype = elem
	c.dataqsiz = uint(size)
	return c
}

// makechan64 is for sizes of type int64 or uint64.
func makechan64(t *chantype, size int64) *hchan {
	return makechan(t, int(size))
}

// slot is the i-th place of the ring.
func (c *hchan) slot(i uint) unsafe.Pointer {
	return unsafe.Pointer(uintptr(c.buf) + uintptr(i)*uintptr(c.elemsize))
}

// next is the place behind i.
func (c *hchan) next(i uint) uint {
	if i++; i == c.dataqsiz {
		return 0
	}
	return i
}

// push and pop add a value to the ring and take one; p may be nil to drop it.
func (c *hchan) push(p unsafe.Pointer) {
	typedmemmove(c.elemtype, c.slot(c.sendx), p)
	c.sendx = c.next(c.sendx)
	c.qcount++
}

func (c *hchan) pop(p unsafe.Pointer) {
	at := c.slot(c.recvx)
	if p != nil {
		typedmemmove(c.elemtype, p, at)
	}
	typedmemclr(c.elemtype, at)
	c.recvx = c.next(c.recvx)
	c.qcount--
}

// wake lets the goroutine of s go on, its communication done.
func wake(s *sudog) {
	gp := s.g
	s.success = true
	gp.param = unsafe.Pointer(s)
	goready(gp)
}

// sendNow sends without waiting, if it can; p points to the value.
func (c *hchan) sendNow(p unsafe.Pointer) bool {
	if c.closed {
		panic(plainError("send on closed channel"))
	}
	if s := c.recvq.dequeue(); s != nil {
		if s.elem != nil {
			typedmemmove(c.elemtype, s.elem, p)
			s.elem = nil
		}
		wake(s)
		return true
	}
	if c.qcount < c.dataqsiz {
		c.push(p)
		return true
	}
	return false
}

// recvNow receives without waiting, if it can; the value goes to p unless that is nil. received tells a
// value that was sent from the zero value of a closed channel.
func (c *hchan) recvNow(p unsafe.Pointer) (done, received bool) {
	if c.qcount > 0 {
		c.pop(p)
		if s := c.sendq.dequeue(); s != nil {
			c.push(s.elem)
			s.elem = nil
			wake(s)
		}
		return true, true
	}
	if s := c.sendq.dequeue(); s != nil {
		if p != nil {
			typedmemmove(c.elemtype, p, s.elem)
		}
		s.elem = nil
		wake(s)
		return true, true
	}
	if c.closed {
		if p != nil {
			typedmemclr(c.elemtype, p)
		}
		return true, false
	}
	return false, false
}

// waitOn parks the current goroutine in q until a communication or close; p is where the value
// is or goes. It tells whether there was a communication.
func (c *hchan) waitOn(q *waitq, p unsafe.Pointer, reason string) bool {
	gp := getg()
	s := acquireSudog()
	s.g = gp
	s.elem = p
	s.c = c
	gp.param = nil
	gp.waiting = s
	q.enqueue(s)
	gopark(reason)
	ok := s.success
	KeepAlive(p) // the other side uses the place while only s points to it
	gp.waiting = nil
	gp.param = nil
	releaseSudog(s)
	return ok
}

// chansend1 implements c <- v.
func chansend1(c *hchan, p unsafe.Pointer) {
	if c == nil {
		gopark("chan send (nil chan)")
		throw("unreachable")
	}
	if c.sendNow(p) {
		return
	}
	if !c.waitOn(&c.sendq, p, "chan send") {
		panic(plainError("send on closed channel"))
	}
}

// chanrecv1 implements <-c; p may be nil.
func chanrecv1(c *hchan, p unsafe.Pointer) {
	chanrecv2(c, p)
}

// chanrecv2 implements v, ok = <-c.
func chanrecv2(c *hchan, p unsafe.Pointer) (received bool) {
	if c == nil {
		gopark("chan receive (nil chan)")
		throw("unreachable")
	}
	if done, received := c.recvNow(p); done {
		return received
	}
	return c.waitOn(&c.recvq, p, "chan receive")
}

// selectnbsend implements select { case c <- v: ...; default: ... }.
func selectnbsend(c *hchan, p unsafe.Pointer) (selected bool) {
	if c != nil && c.sendNow(p) {
		return true
	}
	pollYield()
	return false
}

// selectnbrecv implements select { case v = <-c: ...; default: ... }.
func selectnbrecv(p unsafe.Pointer, c *hchan) (selected bool) {
	if c == nil {
		return false
	}
	done, _ := c.recvNow(p)
	if !done {
		pollYield()
	}
	return done
}

// selectnbrecv2 implements select { case v, ok = <-c: ...; default: ... }.
func selectnbrecv2(p unsafe.Pointer, received *bool, c *hchan) (selected bool) {
	if c == nil {
		return false
	}
	done, ok := c.recvNow(p)
	*received = ok
	if !done {
		pollYield()
	}
	return done
}

// closechan implements close(c).
func closechan(c *hchan) {
	if c == nil {
		panic(plainError("close of nil channel"))
	}
	if c.closed {
		panic(plainError("close of closed channel"))
	}
	c.closed = true

	// All who wait go on: first collected, receivers before senders, then readied, the last first.
	var woken *g
	for {
		s := c.recvq.dequeue()
		if s == nil {
			break
		}
		if s.elem != nil {
			typedmemclr(c.elemtype, s.elem)
			s.elem = nil
		}
		s.g.schedlink = woken
		woken = s.g
	}
	for {
		s := c.sendq.dequeue()
		if s == nil {
			break
		}
		s.elem = nil
		s.g.schedlink = woken
		woken = s.g
	}
	for woken != nil {
		gp := woken
		woken = gp.schedlink
		gp.schedlink = nil
		gp.param = nil
		goready(gp)
	}
}
