package report

import _ "embed"

//go:embed schema1.json
var schema1 []byte

// Schema is the JSON Schema (draft 2020-12) of what [JSON] writes.
func Schema() []byte { return schema1 }
