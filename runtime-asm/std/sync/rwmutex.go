package sync

type RWMutex struct {
	w           Mutex
	writerSem   uint32
	readerSem   uint32
	readerCount int32
	readerWait  int32
}

//go9:esc rw=none
func (rw *RWMutex) RLock()

//go9:esc rw=none
func (rw *RWMutex) RUnlock()

//go9:esc rw=none
func (rw *RWMutex) Lock()

//go9:esc rw=none
func (rw *RWMutex) Unlock()

//line $GOROOT/src/sync/rwmutex.go:144
func (rw *RWMutex) RLocker() Locker {
	return (*rlocker)(rw)
}

type rlocker RWMutex

func (r *rlocker) Lock()

func (r *rlocker) Unlock()
