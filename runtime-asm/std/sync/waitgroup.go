package sync

type WaitGroup struct {
	noCopy noCopy

	state1 [3]uint32
}

func (wg *WaitGroup) Add(delta int)

//line $GOROOT/src/sync/waitgroup.go:98
func (wg *WaitGroup) Done() {
	wg.Add(-1)
}

func (wg *WaitGroup) Wait()
