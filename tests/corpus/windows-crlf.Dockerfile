FROM mcr.microsoft.com/windows/servercore:ltsc2022
# escape=`
SHELL ["powershell", "-Command"]
RUN Invoke-WebRequest https://example.org/x.zip -OutFile x.zip; \
    Expand-Archive x.zip
ENV A b
ADD app C:\app
MAINTAINER me
