package strconv

//line $GOROOT/src/strconv/atob.go:10
func ParseBool(str string) (bool, error) {
	switch str {
	case "1", "t", "T", "true", "TRUE", "True":
		return true, nil
	case "0", "f", "F", "false", "FALSE", "False":
		return false, nil
	}
	return false, syntaxError("ParseBool", str)
}

//line $GOROOT/src/strconv/atob.go:21
func FormatBool(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

//line $GOROOT/src/strconv/atob.go:30
func AppendBool(dst []byte, b bool) []byte {
	if b {
		return append(dst, "true"...)
	}
	return append(dst, "false"...)
}
