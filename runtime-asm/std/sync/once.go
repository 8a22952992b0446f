package sync

import "sync/atomic"

type Once struct {
	done uint32
	m    Mutex
}

//line $GOROOT/src/sync/once.go:40
func (o *Once) Do(f func()) {
//line $GOROOT/src/sync/once.go:55
	if atomic.LoadUint32(&o.done) == 0 {
//line $GOROOT/src/sync/once.go:57
		o.doSlow(f)
	}
}

//go9:esc o=heap f=none
func (o *Once) doSlow(f func())
