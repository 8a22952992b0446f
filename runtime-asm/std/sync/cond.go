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

func (c *Cond) Wait()

func (c *Cond) Signal()

func (c *Cond) Broadcast()
