// select.go: select statements with several cases.
//
// The compiler fills an array of cases and calls selectgo, then branches on the number it returns. One
// case with default, one case alone, and no case at all are compiled to simpler calls (chan.go, block).
package runtime

import "unsafe"

// scase is a case as the compiler lays it out: 40 bytes.
type scase struct {
	c           *hchan         // 0
	elem        unsafe.Pointer // 8: value to send, or where to receive; may be nil
	kind        uint16         // 16
	pc          uintptr        // 24: for the race detector
	releasetime int64          // 32: for the block profiler
}

const (
	caseNil = iota
	caseRecv
	caseSend
	caseDefault
)

// block waits for ever: select {}, and select with a single case on a nil channel.
func block() {
	gopark("select (no cases)")
}

// selectgo returns the case that was carried out and, for receives, whether a value was received. cas0
// points to ncases cases, order0 to twice as many uint16 to work with.
func selectgo(cas0 *scase, order0 *uint16, ncases int) (int, bool) {
	cases := *(*[]scase)(unsafe.Pointer(&slice{unsafe.Pointer(cas0), ncases, ncases}))
	order := *(*[]uint16)(unsafe.Pointer(&slice{unsafe.Pointer(order0), ncases, ncases}))

	// The order in which cases are tried is a random permutation.
	for i := 1; i < ncases; i++ {
		j := fastrandn(uint32(i + 1))
		order[i] = order[j]
		order[j] = uint16(i)
	}

	for {
		chosen, received := trySelect(cases, order)
		if chosen >= 0 {
			if cases[chosen].kind == caseDefault {
				pollYield()
			}
			return chosen, received
		}

		// Wait on all channels at once. Whoever completes one of the cases says which by g.param;
		// closing a channel only wakes us, and we try again.
		gp := getg()
		gp.param = nil
		gp.selectDone = false
		gp.waiting = nil
		for i := ncases - 1; i >= 0; i-- {
			cas := &cases[i]
			if cas.c == nil || cas.kind == caseDefault {
				continue
			}
			s := acquireSudog()
			s.g = gp
			s.isSelect = true
			s.elem = cas.elem
			s.c = cas.c
			s.caseIdx = i
			s.waitlink = gp.waiting
			gp.waiting = s
		}
		for s := gp.waiting; s != nil; s = s.waitlink {
			if cases[s.caseIdx].kind == caseSend {
				s.c.sendq.enqueue(s)
			} else {
				s.c.recvq.enqueue(s)
			}
		}
		gopark("select")

		done := (*sudog)(gp.param)
		gp.param = nil
		for s := gp.waiting; s != nil; {
			next := s.waitlink
			i := s.caseIdx
			if s == done {
				chosen = i
				received = cases[i].kind == caseRecv
			} else if cases[i].kind == caseSend {
				s.c.sendq.remove(s)
			} else {
				s.c.recvq.remove(s)
			}
			releaseSudog(s)
			s = next
		}
		gp.waiting = nil
		if chosen >= 0 {
			return chosen, received
		}
	}
}

// trySelect carries out the first case that need not wait, or default; -1 if there is none.
func trySelect(cases []scase, order []uint16) (chosen int, received bool) {
	otherwise := -1
	for _, i := range order {
		cas := &cases[i]
		switch {
		case cas.kind == caseDefault:
			otherwise = int(i)
		case cas.c == nil:
		case cas.kind == caseRecv:
			if done, ok := cas.c.recvNow(cas.elem); done {
				return int(i), ok
			}
		case cas.kind == caseSend:
			if cas.c.sendNow(cas.elem) {
				return int(i), false
			}
		}
	}
	return otherwise, false
}
