package strconv

func FormatUint(i uint64, base int) string

func FormatInt(i int64, base int) string

//line $GOROOT/src/strconv/itoa.go:34
func Itoa(i int) string {
	return FormatInt(int64(i), 10)
}

//go9:esc dst=r0
func AppendInt(dst []byte, i int64, base int) []byte

//go9:esc dst=r0
func AppendUint(dst []byte, i uint64, base int) []byte
