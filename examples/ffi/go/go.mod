module apideck

go 1.19
