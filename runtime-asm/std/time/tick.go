package time

type Ticker struct {
	C <-chan Time
	r runtimeTimer
}

func NewTicker(d Duration) *Ticker

func (t *Ticker) Stop()

func Tick(d Duration) <-chan Time
