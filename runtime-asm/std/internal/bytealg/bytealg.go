package bytealg

//go:noescape
func IndexByte(b []byte, c byte) int

//go:noescape
func IndexByteString(s string, c byte) int

//go:noescape
func Compare(a, b []byte) int

//go:noescape
func Equal(a, b []byte) bool

//go:noescape
func Count(b []byte, c byte) int

//go:noescape
func CountString(s string, c byte) int

func init()
