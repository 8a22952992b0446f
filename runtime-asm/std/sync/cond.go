package sync

type Cond struct {
	noCopy noCopy

	L Locker

	notify  notifyList
	checker copyChecker
}

//line $GOROOT/src/sync/cond.go:32
func NewCond(l Locker) *Cond {
	return &Cond{L: l}
}

//go9:esc c=content
func (c *Cond) Wait()

//go9:esc c=none
func (c *Cond) Signal()

//go9:esc c=none
func (c *Cond) Broadcast()
