package sort

//go9:esc slice=heap less=none
func Slice(slice interface{}, less func(i, j int) bool)

//go9:esc slice=heap less=none
func SliceStable(slice interface{}, less func(i, j int) bool)

//go9:esc slice=none less=none
func SliceIsSorted(slice interface{}, less func(i, j int) bool) bool
