package bits

var ntz8tab = [256]uint8{}

var pop8tab = [256]uint8{}

var rev8tab = [256]uint8{}

var len8tab = [256]uint8{}
