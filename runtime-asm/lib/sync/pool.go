// pool.go: Pool. With one thread one list serves all: the last value put is the first one taken, as
// with Go's per-processor lists.

package sync

import "unsafe"

// pooled is a list of free values.
type pooled struct {
	items []interface{}
}

// poolMax bounds what a pool keeps: there is no hook by which the collector could empty it.
const poolMax = 256

func (p *Pool) Put(x interface{}) {
	if x == nil {
		return
	}
	l := (*pooled)(p.local)
	if l == nil {
		l = new(pooled)
		p.local = unsafe.Pointer(l)
	}
	if len(l.items) < poolMax {
		l.items = append(l.items, x)
	}
}

func (p *Pool) Get() interface{} {
	if l := (*pooled)(p.local); l != nil && len(l.items) > 0 {
		last := len(l.items) - 1
		x := l.items[last]
		l.items[last] = nil
		l.items = l.items[:last]
		return x
	}
	if p.New != nil {
		return p.New()
	}
	return nil
}
